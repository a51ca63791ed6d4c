import { computed, nextTick, watch, type ComputedRef, type ShallowRef } from 'vue'
import {
  elementScroll,
  observeElementOffset,
  useVirtualizer,
  type VirtualItem,
  type Virtualizer,
} from '@tanstack/vue-virtual'
import { placeRow, scrollScale, type ScrollScale } from '../../figures/scaledScroll.ts'

export interface ScaledRows {
  /** The rows in sight and a few around them. */
  items: ComputedRef<VirtualItem[]>
  scale: ComputedRef<ScrollScale>
  /** Where in the scrolled element a row is drawn, in pixels. */
  topOf: (item: VirtualItem) => number
  /** How many rows are seen whole at once. */
  rowsInSight: () => number
  /** The first row that is seen whole. */
  firstInSight: () => number
  /** Scrolls by rows, exactly. */
  scrollBy: (rows: number) => void
  /** Scrolls as little as it takes for a row to be seen whole. */
  reveal: (index: number) => void
}

/**
 * A list of rows of one height and any number, of which only those in sight are drawn. Where the list
 * is taller than an element can be, the scroll bar is too coarse to tell every row; keys still are not.
 */
export function useScaledRows({
  scroller,
  total,
  rowHeight,
  headerHeight,
}: {
  scroller: Readonly<ShallowRef<HTMLElement | null>>
  total: ComputedRef<number>
  rowHeight: number
  /** What a header at the top of the scroll area covers of it, in pixels. */
  headerHeight: number
}): ScaledRows {
  /** Where a key has scrolled to, as an offset in the list and as one of the element. */
  let meant: { offset: number; top: number } | null = null

  const virtualizer = useVirtualizer(
    computed(() => ({
      count: total.value,
      getScrollElement: () => scroller.value,
      estimateSize: () => rowHeight,
      overscan: 10,
      observeElementOffset: (
        instance: Virtualizer<HTMLElement, Element>,
        callback: (offset: number, isScrolling: boolean) => void,
      ) =>
        observeElementOffset(instance, (top, isScrolling) => {
          if (meant !== null && Math.abs(meant.top - top) >= 1) meant = null
          callback(meant?.offset ?? top * scale.value.ratio, isScrolling)
        }),
      scrollToFn: (offset, options, instance: Virtualizer<HTMLElement, Element>) => {
        elementScroll(offset / scale.value.ratio, options, instance)
      },
    })),
  )
  const scale = computed(() => {
    const seen = virtualizer.value.scrollRect?.height ?? headerHeight
    return scrollScale(total.value, rowHeight, seen - headerHeight)
  })
  const items = computed(() => virtualizer.value.getVirtualItems())
  const offset = computed(() => virtualizer.value.scrollOffset ?? 0)

  function seenHeight(): number {
    return Math.max(rowHeight, (scroller.value?.clientHeight ?? 0) - headerHeight)
  }

  /** Where the list stands, also before the browser has told of the last scroll. */
  function present(): number {
    const top = scroller.value?.scrollTop ?? 0
    return meant !== null && Math.abs(meant.top - top) < 1 ? meant.offset : top * scale.value.ratio
  }

  function goTo(wanted: number): void {
    const element = scroller.value
    if (element === null) return
    const end = Math.max(0, total.value * rowHeight - seenHeight())
    const to = Math.max(0, Math.min(wanted, end))
    meant = { offset: to, top: to / scale.value.ratio }
    element.scrollTop = meant.top
  }

  function reveal(index: number): void {
    const at = present()
    const top = index * rowHeight
    if (top < at) goTo(top)
    else if (top + rowHeight > at + seenHeight()) goTo(top + rowHeight - seenHeight())
  }

  // A list that grows gets another scale: the reader stays at the same row.
  watch(
    () => scale.value.ratio,
    (ratio, before) => {
      const at = offset.value
      if (ratio !== before && at > 0) {
        void nextTick(() => {
          goTo(at)
        })
      }
    },
  )

  return {
    items,
    scale,
    topOf: ({ start }) => placeRow(start, offset.value, scale.value),
    rowsInSight: () => Math.max(1, Math.floor(seenHeight() / rowHeight)),
    firstInSight: () => Math.ceil(present() / rowHeight),
    scrollBy: (rows) => {
      goTo(present() + rows * rowHeight)
    },
    reveal,
  }
}
