import type { Film } from '../shared/film.ts'
import { mayPass, passes, refusalOf } from '../shared/refusals.ts'
import type { Failure } from './engine.ts'
import { find } from './page.ts'

/** What the notice does about a failure: again when somebody asks, or by itself. */
type Options = { film: Film; again(): void }

const mostTries = 120
const longestWaitSeconds = 15

/** Tells in the player why it does not play, and what to do. */
export const openNotice = ({ film, again }: Options) => {
  const box = find('notice', HTMLElement)
  const button = find('again', HTMLButtonElement)
  const number = find('notice-number', HTMLElement)
  let tries = 0
  let timer = 0

  const told = (failure: Failure) => {
    if (failure.kind !== 'refused') return { said: film.words[failure.kind], mayPass: true, passes: false }
    const type = refusalOf(failure.refused)
    return { said: film.words.refusals[type], mayPass: mayPass(type), passes: passes(type) }
  }
  const hide = () => {
    clearTimeout(timer)
    box.hidden = true
  }
  const retry = () => {
    hide()
    again()
  }
  button.addEventListener('click', () => {
    tries = 0
    retry()
  })

  return {
    show(failure: Failure) {
      const { said, mayPass, passes } = told(failure)
      find('notice-title', HTMLElement).textContent = said.title
      find('notice-text', HTMLElement).textContent = said.text
      button.hidden = !mayPass
      const id = failure.kind === 'refused' && !passes && mayPass ? failure.refused.number : undefined
      number.hidden = id === undefined
      find('notice-code', HTMLElement).textContent = id ?? ''
      box.hidden = false
      clearTimeout(timer)
      if (failure.kind === 'offline') addEventListener('online', retry, { once: true })
      if (!passes || tries >= mostTries) return
      tries += 1
      timer = window.setTimeout(retry, Math.min(longestWaitSeconds, 1 + tries) * 1000)
    },
    hide,
    /** It plays: the next failure is a new one. */
    forget() {
      tries = 0
      hide()
    },
  }
}
