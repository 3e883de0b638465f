import { find } from './page.ts'

type Offer = { text: string; does(): void }

const shortMilliseconds = 1200
const offeredMilliseconds = 6000
let timer = 0

/** Says something over the picture for a moment, perhaps with something to press. */
export const say = (text: string, offer?: Offer): void => {
  const toast = find('toast', HTMLElement)
  toast.textContent = text
  clearTimeout(timer)
  const hide = () => delete toast.dataset.shown
  if (offer) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = offer.text
    button.addEventListener('click', () => {
      hide()
      offer.does()
    })
    toast.append(button)
  }
  toast.dataset.shown = offer ? 'offer' : 'yes'
  timer = window.setTimeout(hide, offer ? offeredMilliseconds : shortMilliseconds)
}
