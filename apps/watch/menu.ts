/** One thing to choose. */
export type Item = { id: string; text: string; note?: string; isChosen: boolean }
type Options = { button: HTMLButtonElement; title: string; items(): Item[]; choose(id: string): void }

let closeOpen: (() => void) | undefined

/** Whether a menu is open now. */
export const isMenuOpen = (): boolean => closeOpen !== undefined

/** Makes a button open a menu of things of which one is chosen. On a narrow screen it comes from below, to the thumb. */
export const openMenu = ({ button, title, items, choose }: Options) => {
  const panel = document.createElement('div')
  panel.className = 'menu'
  panel.hidden = true
  panel.setAttribute('role', 'menu')
  panel.setAttribute('aria-label', title)
  button.closest('.stage')?.append(panel)

  const close = (focus = false) => {
    if (panel.hidden) return
    panel.hidden = true
    button.setAttribute('aria-expanded', 'false')
    document.removeEventListener('pointerdown', outside, true)
    closeOpen = undefined
    if (focus) button.focus()
  }
  const outside = (event: Event) => {
    const at = event.target as Node
    if (!panel.contains(at) && !button.contains(at)) close()
  }
  const fill = () => {
    const heading = document.createElement('p')
    heading.className = 'menu-title'
    heading.textContent = title
    heading.setAttribute('aria-hidden', 'true')
    panel.replaceChildren(
      heading,
      ...items().map(({ id, text, note, isChosen }) => {
        const item = document.createElement('button')
        item.type = 'button'
        item.setAttribute('role', 'menuitemradio')
        item.setAttribute('aria-checked', String(isChosen))
        item.tabIndex = -1
        item.dataset.id = id
        const name = document.createElement('span')
        name.textContent = text
        item.append(name)
        if (note) {
          const small = document.createElement('small')
          small.textContent = note
          item.append(small)
        }
        item.addEventListener('click', () => {
          choose(id)
          close(true)
        })
        return item
      }),
    )
  }
  const show = () => {
    closeOpen?.()
    fill()
    panel.hidden = false
    place()
    button.setAttribute('aria-expanded', 'true')
    document.addEventListener('pointerdown', outside, true)
    closeOpen = close
    const all = [...panel.querySelectorAll('button')]
    const first = all.find((one) => one.getAttribute('aria-checked') === 'true') ?? all[0]
    first?.focus({ preventScroll: true })
    // In a small frame the menu scrolls, and nothing around it should.
    panel.scrollTop = (first?.offsetTop ?? 0) - panel.clientHeight / 2
  }
  /** Above its button, within the player; the style of narrow screens overrules it. */
  const place = () => {
    const stage = button.closest('.stage')!.getBoundingClientRect()
    const from = button.getBoundingClientRect()
    const right = stage.right - (from.left + from.right) / 2 - panel.offsetWidth / 2
    panel.style.setProperty('--right', `${Math.max(8, Math.min(right, stage.width - panel.offsetWidth - 8))}px`)
  }
  button.addEventListener('click', () => (panel.hidden ? show() : close()))
  panel.addEventListener('keydown', (event) => {
    const all = [...panel.querySelectorAll('button')]
    const now = all.indexOf(document.activeElement as HTMLButtonElement)
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key]
    if (event.key === 'Escape') close(true)
    else if (event.key === 'Tab') close()
    else if (to !== undefined) all.at(to % all.length)?.focus()
    if (event.key !== 'Tab' && (to !== undefined || event.key === 'Escape')) event.preventDefault()
  })
  return { close }
}
