import { z } from 'zod'

/** What Electron knows how to do by itself. */
export const menuRoles = [
  'about',
  'services',
  'hide',
  'hideOthers',
  'unhide',
  'quit',
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'selectAll',
  'resetZoom',
  'zoomIn',
  'zoomOut',
  'togglefullscreen',
  'minimize',
  'close',
] as const

const Label = z.string().trim().min(1).max(120)

/** A key with its modifiers, as Electron writes it: `CmdOrCtrl+Shift+L`. */
const Accelerator = z
  .string()
  .regex(/^((CmdOrCtrl|Ctrl|Alt|Shift)\+)*([A-Z0-9,[\]]|F[1-9]|F1[0-2]|Left|Right)$/)

const MenuItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('separator') }),
  z.object({ kind: z.literal('role'), role: z.enum(menuRoles), label: Label }),
  z.object({
    kind: z.literal('action'),
    /** What comes back when it is clicked. */
    id: z.string().regex(/^[\w.-]{1,100}$/),
    label: Label,
    /** Shown only: the window listens to its keys itself. */
    accelerator: Accelerator.optional(),
    enabled: z.boolean(),
    /** Absent where it isn't one of a choice. */
    checked: z.boolean().optional(),
  }),
])
export type MenuItem = z.infer<typeof MenuItem>

/** The application's menu bar in the language of the window. */
export const AppMenu = z
  .array(z.object({ label: Label, items: z.array(MenuItem).min(1).max(60) }))
  .min(1)
  .max(10)
export type AppMenu = z.infer<typeof AppMenu>
