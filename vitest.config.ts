import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { whyNoWindow } from './scripts/lib/window.mjs'
import { windowPlugins } from './window.plugins.ts'

const seconds = 1000

// Where no window can be opened the e2e tests are collected and counted, and all of them skipped.
const obstacle = whyNoWindow()
const noTest = /(?!)/

const windows = 'test/e2e/**/*.e2e.ts'
const manyWindows = 'test/e2e/**/*.long.e2e.ts'
const ofTheWindow = {
  environment: 'node',
  globalSetup: obstacle === null ? ['test/support/build-app.ts'] : [],
  ...(obstacle !== null && { testNamePattern: noTest }),
  // After everything else and one window at a time: they share a display, a keychain and
  // two or three cores.
  fileParallelism: false,
  sequence: { groupOrder: 1 },
  testTimeout: 90 * seconds,
  hookTimeout: 90 * seconds,
} as const

const measuring = ['test/long/soak.test.ts']

export default defineConfig({
  test: {
    // Much of it waits for a server, a disk or a process, so no core is kept for the runner alone.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 10 * seconds,
        },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: ['test/integration/**/*.test.ts', 'test/integration/**/*.exploit.spec.ts'],
          testTimeout: 30 * seconds,
          hookTimeout: 30 * seconds,
        },
      },
      {
        // Proofs that take minutes, or need root: `npm run test:long`.
        test: {
          name: 'long',
          environment: 'node',
          include: ['test/long/**/*.test.ts'],
          exclude: measuring,
          testTimeout: 600 * seconds,
          hookTimeout: 60 * seconds,
        },
      },
      {
        // Those of them that measure how long something stalls: by themselves, after the others.
        test: {
          name: 'long-measured',
          environment: 'node',
          include: measuring,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 600 * seconds,
          hookTimeout: 60 * seconds,
        },
      },
      {
        plugins: windowPlugins(),
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.ts'],
          setupFiles: ['test/renderer/support/setup.ts'],
          testTimeout: 15 * seconds,
          // Nuxt UI imports the virtual modules of its own plugin, so it has to pass through Vite.
          server: { deps: { inline: [/@nuxt\/ui/] } },
        },
      },
      { test: { ...ofTheWindow, name: 'e2e', include: [windows], exclude: [manyWindows] } },
      // Those that walk through every state of a screen: `npm run test:windows`.
      { test: { ...ofTheWindow, name: 'long-windows', include: [manyWindows] } },
    ],
  },
})
