import { CheckCircleOutlined, CloseCircleOutlined, InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '#backbone/problem'
import { Copyable } from './copyable.tsx'
import { problemText } from '../shell/problem.ts'
import './states.css'

type EmptyProps = {
  title: string
  /** Why it is empty and what would fill it. */
  detail?: ReactNode
  /** `done`: emptied by work, and well so. */
  kind?: 'nothing' | 'done'
  /** The one real thing to do. */
  children?: ReactNode
  small?: boolean
}

/** A place with nothing in it: what would stand here, and the one thing to do about it. */
export const Empty = ({ title, detail, kind = 'nothing', small = false, children }: EmptyProps) => (
  <div className={`blank ${small ? 'blank-small' : ''}`} role="status">
    <span className={`blank-mark ${kind === 'done' ? 'jade' : 'faint'}`} aria-hidden="true">
      {kind === 'done' ? <CheckCircleOutlined /> : <InboxOutlined />}
    </span>
    <h2>{title}</h2>
    {detail ? <p>{detail}</p> : null}
    {children}
  </div>
)

type ErrorStateProps = { error: unknown; again?: (() => void) | undefined; action?: ReactNode; small?: boolean }

/** A failure in words, what can be done about it, and the id to quote when asking for help. */
export const ErrorState = ({ error, again, action, small = false }: ErrorStateProps) => {
  const { t } = useTranslation()
  const id = error instanceof Problem && typeof error.detail.requestId === 'string' ? error.detail.requestId : undefined
  return (
    <div className={`blank ${small ? 'blank-small' : ''}`} role="alert">
      <span className="blank-mark red" aria-hidden="true">
        <CloseCircleOutlined />
      </span>
      <h2>{problemText(error)}</h2>
      {id ? (
        <p className="blank-id faint">
          {t('components.states.quote')} <Copyable text={id} />
        </p>
      ) : null}
      <div className="row">
        {action}
        {again ? <Button onClick={again}>{t('actions.tryAgain')}</Button> : null}
      </div>
    </div>
  )
}

/** True once waiting has lasted 300 ms: what comes sooner needs no skeleton. */
export const useSlow = (): boolean => {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return slow
}

type SkeletonProps = { rows?: number; shape?: 'lines' | 'cards' | 'form' | 'figures' }

/** Where content will be, once waiting has lasted 300 ms; it takes the room of what comes, so nothing jumps. */
export const Skeleton = ({ rows = 6, shape = 'lines' }: SkeletonProps) => {
  const slow = useSlow()
  return (
    <div className={`skeleton skeleton-${shape} ${slow ? '' : 'skeleton-quiet'}`} aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="skeleton-bone" />
      ))}
    </div>
  )
}
