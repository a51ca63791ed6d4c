import type { RunningApp } from './app.ts'

export async function openScreen({ page }: RunningApp, screen: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: screen, exact: true }).click()
}

/** Shows another account, by the switcher. */
export async function chooseAccount({ page }: RunningApp, name: string): Promise<void> {
  await page.getByTestId('account-switcher').click()
  await page.getByRole('option', { name }).click()
}

/** Makes the native dialog that opens a file answer with this path. */
export async function answerOpenDialog({ app }: RunningApp, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, path)
}
