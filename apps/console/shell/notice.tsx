import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '#backbone/problem'
import { problemText } from './problem.ts'

/** An empty or broken place: what is so, why, and the one thing to do about it. */
export const Notice = ({ title, detail, children }: { title: string; detail?: ReactNode; children?: ReactNode }) => (
  <div className="notice" role="status">
    <h2>{title}</h2>
    {detail ? <p>{detail}</p> : null}
    {children}
  </div>
)

/** A failed query in words, with the request id to quote and a button to try again. */
export const Failed = ({ error, again }: { error: unknown; again?: () => void }) => {
  const { t } = useTranslation()
  const id = error instanceof Problem && typeof error.detail.requestId === 'string' ? error.detail.requestId : undefined
  return (
    <Notice
      title={problemText(error)}
      detail={id ? <span className="mono faint">{t('errors.requestId', { id })}</span> : undefined}
    >
      {again ? <Button onClick={again}>{t('actions.tryAgain')}</Button> : null}
    </Notice>
  )
}

/** True once `waiting` has lasted 300 ms: what comes sooner needs no skeleton. */
export const useSlow = (waiting: boolean): boolean => {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!waiting) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), 300)
    return () => clearTimeout(timer)
  }, [waiting])
  return slow
}

/** Grey bars where content will be. */
export const Bones = ({
  waiting,
  rows = 6,
  className = '',
}: {
  waiting: boolean
  rows?: number
  className?: string
}) => {
  const slow = useSlow(waiting)
  if (!slow) return <div className={`bones ${className}`} />
  return (
    <div className={`bones ${className}`} aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="bone" />
      ))}
    </div>
  )
}
