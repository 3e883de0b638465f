import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { createContext, use, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api } from '../shell/api.ts'
import { isProblem } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { openOutbox, type Outbox, type Pending } from './outbox.ts'
import { isReachable, onReach, tryNow, useReachable } from './reach.ts'
import './offline.css'

const OutboxContext = createContext<Outbox | undefined>(undefined)

/** Keeps edits while the station cannot be reached, and sends them when it is back. */
export const OfflineProvider = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation()
  const { session, station } = useSession()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const person = session.person?.id ?? ''
  const outbox = useMemo(
    () => openOutbox(`rongmei.outbox.${person}.${station?.id ?? ''}`, localStorage),
    [person, station?.id],
  )

  useEffect(() => {
    const send = async () => {
      if (!isReachable() || outbox.items().length === 0) return
      const saved = await outbox.send({ get: (id) => api.vms.get({ id }), update: api.vms.update }, (error) =>
        isProblem(error, 'unreachable'),
      )
      for (const asset of saved) queries.setQueryData(['assets', 'one', asset.id], asset)
      void queries.invalidateQueries()
      if (saved.length > 0) void message.success(t('offline.sent', { count: saved.length }))
    }
    void send()
    return onReach(() => void send())
  }, [outbox, queries, message, t])
  return <OutboxContext value={outbox}>{children}</OutboxContext>
}

/** The edits that wait. */
export const useOutbox = (): Outbox => {
  const outbox = use(OutboxContext)
  if (!outbox) throw new Error('useOutbox outside OfflineProvider')
  return outbox
}

const usePending = (): readonly Pending[] => {
  const outbox = useOutbox()
  return useSyncExternalStore(outbox.watch, outbox.items)
}

/** Says that the station cannot be reached, and what is kept meanwhile; afterwards, which edits need a decision. */
export const OfflineBanner = () => {
  const { t } = useTranslation()
  const reachable = useReachable()
  const pending = usePending()
  const stuck = pending.filter((one) => one.stuck)
  if (reachable && stuck.length === 0) return null
  return (
    <div className={reachable ? 'offline is-stuck' : 'offline'} role="status" data-testid="offline">
      <strong>{reachable ? t('offline.stuck', { count: stuck.length }) : t('offline.away')}</strong>
      {reachable ? (
        stuck.slice(0, 3).map((one) => (
          <Link key={one.asset} to={`/assets/${one.asset}`} className="ellipsis">
            {one.draft.title}
          </Link>
        ))
      ) : (
        <span>{pending.length > 0 ? t('offline.kept', { count: pending.length }) : t('offline.nothingLost')}</span>
      )}
      <div className="grow" />
      {reachable ? null : (
        <Button size="small" onClick={tryNow}>
          {t('actions.tryAgain')}
        </Button>
      )}
    </div>
  )
}
