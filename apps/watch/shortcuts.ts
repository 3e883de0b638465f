import type { openControls } from './controls.ts'
import { actionOf, type Place } from './keys.ts'
import { find } from './page.ts'
import type { Memory } from './remembered.ts'

/** Listens to the keyboard for the player. The list of keys has a switch for those who press keys by mistake. */
export const openShortcuts = (controls: ReturnType<typeof openControls>, memory: Memory, isAlone: boolean): void => {
  const stage = find('stage', HTMLElement)
  const single = find('keys-on', HTMLInputElement)
  single.checked = memory.get().shortcuts
  single.addEventListener('change', () => memory.set({ shortcuts: single.checked }))

  const placeOf = (target: EventTarget | null): Place => {
    if (!(target instanceof HTMLElement)) return 'page'
    if (target.closest('[role=menu]')) return 'menu'
    if (target.closest('dialog, textarea, select, [contenteditable]')) return 'field'
    if (target instanceof HTMLInputElement) return target.id === 'position' ? 'player' : 'field'
    return isAlone || stage.contains(target) || document.fullscreenElement ? 'player' : 'page'
  }
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const action = actionOf(event, placeOf(event.target), {
      single: memory.get().shortcuts,
      onButton: event.target instanceof Element && event.target.closest('button, a, summary') !== null,
    })
    controls.show()
    if (!action) return
    event.preventDefault()
    controls.does(action)
  })
}
