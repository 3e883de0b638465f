import { useRef } from 'react'

const longMilliseconds = 450
const farPixels = 10

type Gestures = {
  /** Chooses, or lets go; with `range`, everything from the last one. */
  toggle(range: boolean): void
  /** Others are chosen already: a tap chooses too. */
  choosing(): boolean
}

/** Pressing a piece of media: with Ctrl or ⌘ it is chosen, with Shift up to here; on a touch screen by a long press. */
export const useGestures = ({ toggle, choosing }: Gestures) => {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const start = useRef({ x: 0, y: 0 })
  const touch = useRef({ touched: false, held: false })
  const drop = () => clearTimeout(timer.current)
  return {
    onPointerDown: (event: React.PointerEvent) => {
      touch.current = { touched: event.pointerType === 'touch', held: false }
      if (event.pointerType !== 'touch') return
      start.current = { x: event.clientX, y: event.clientY }
      drop()
      timer.current = setTimeout(() => {
        touch.current.held = true
        navigator.vibrate?.(10)
        toggle(false)
      }, longMilliseconds)
    },
    onPointerMove: (event: React.PointerEvent) => {
      const { x, y } = start.current
      if (Math.hypot(event.clientX - x, event.clientY - y) > farPixels) drop()
    },
    onPointerUp: drop,
    onPointerCancel: drop,
    onContextMenu: (event: React.MouseEvent) => {
      if (touch.current.touched) event.preventDefault()
    },
    onClickCapture: (event: React.MouseEvent) => {
      const { touched, held } = touch.current
      const own = (event.target as HTMLElement).closest('label, input, button')
      if (held) {
        event.preventDefault()
        event.stopPropagation()
        touch.current.held = false
        return
      }
      if (own) return
      const modified = event.ctrlKey || event.metaKey || event.shiftKey
      if (!modified && !(touched && choosing())) return
      event.preventDefault()
      event.stopPropagation()
      toggle(event.shiftKey)
    },
  }
}
