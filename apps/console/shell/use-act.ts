import { App } from 'antd'
import { useState } from 'react'
import { problemText } from './problem.ts'

/** Something a button does: busy while it lasts, and its failure told in words. */
export const useAct = <A extends unknown[]>(action: (...given: A) => Promise<unknown>) => {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const act = async (...given: A) => {
    setBusy(true)
    try {
      await action(...given)
    } catch (error) {
      void message.error(problemText(error), 6)
    } finally {
      setBusy(false)
    }
  }
  return { busy, act: (...given: A) => void act(...given) }
}
