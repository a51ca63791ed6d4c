import { ref, type Ref } from 'vue'
import type { VerifyTarget } from '../../stores/verification.ts'

export interface BundleDrop {
  /** Whether something that may be a bundle hovers over the panel. */
  over: Ref<boolean>
  /** Why the last drop was not taken. */
  refused: Ref<'dropOne' | 'dropKind' | null>
  onDragover: (event: DragEvent) => void
  onDragleave: (event: DragEvent) => void
  onDrop: (event: DragEvent) => void
}

/** Takes one folder or zip that is dropped; the main process reads it, the window only names it. */
export function useBundleDrop(take: (target: VerifyTarget) => void): BundleDrop {
  const over = ref(false)
  const refused = ref<'dropOne' | 'dropKind' | null>(null)

  function onDragover(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    over.value = true
  }

  function onDragleave(event: DragEvent): void {
    const { currentTarget, relatedTarget } = event
    const inside =
      currentTarget instanceof Node &&
      relatedTarget instanceof Node &&
      currentTarget.contains(relatedTarget)
    if (!inside) over.value = false
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault()
    over.value = false
    refused.value = null
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
    const [item] = items
    if (item === undefined || items.length > 1) {
      refused.value = 'dropOne'
      return
    }
    const file = item.getAsFile()
    if (file === null) return
    const isFolder = item.webkitGetAsEntry()?.isDirectory === true
    const path = window.auditDesk.pathOf(file)
    if (path === '' || !(isFolder || /\.zip$/i.test(file.name))) refused.value = 'dropKind'
    else take({ path, kind: isFolder ? 'folder' : 'zip' })
  }

  return { over, refused, onDragover, onDragleave, onDrop }
}
