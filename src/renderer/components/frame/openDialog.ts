/**
 * Whether something is open that must be answered or closed before anything else is done. What is
 * still fading away is closed already: the next key is not meant for it.
 */
export function isDialogOpen(): boolean {
  const dialogs = document.querySelectorAll('[role="dialog"], [role="alertdialog"]')
  return [...dialogs].some((dialog) => dialog.getAttribute('data-state') !== 'closed')
}
