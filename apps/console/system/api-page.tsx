import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PageFrame } from '../components/page-frame.tsx'
import { api } from '../shell/api.ts'
import { Copyable } from '../components/copyable.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { operationsIn, type OpenApi, type Operation } from './openapi.ts'
import { TryIt } from './try-it.tsx'

const trialDays = 1

/** 接口: every operation of every service, to read, to try with a key of one's own, and to copy. */
export const ApiPage = () => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [secret, setSecret] = useState<string>()
  const document = useQuery({
    queryKey: ['openapi'],
    queryFn: async ({ signal }): Promise<OpenApi> => {
      const reply = await fetch('/api/openapi.json', { signal })
      if (!reply.ok) throw new Error(`openapi.json: ${reply.status}`)
      return reply.json() as Promise<OpenApi>
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  const services = useMemo(() => operationsIn(document.data, text), [document.data, text])
  return (
    <PageFrame
      title={t('nav.api')}
      about={t('system.apiAbout')}
      actions={<a href="/api/docs">{t('system.swagger')}</a>}
      toolbar={
        <Input.Search
          allowClear
          placeholder={t('system.apiSearch')}
          aria-label={t('system.apiSearch')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      }
    >
      <TrialKey secret={secret} made={setSecret} />
      {document.error ? <ErrorState error={document.error} again={() => void document.refetch()} /> : null}
      {document.isPending ? <Skeleton /> : null}
      <div data-testid="api">
        {services.map(({ service, summary, operations }) => (
          <details key={service} className="panel api-service" open={text !== ''}>
            <summary>
              <h2>{service}</h2>
              <span className="soft ellipsis">{t(`system.services.${service}`, { defaultValue: summary })}</span>
              <span className="faint numerals">{operations.length}</span>
            </summary>
            <ul>
              {operations.map((operation) => (
                <Row key={operation.id} operation={operation} secret={secret} />
              ))}
            </ul>
          </details>
        ))}
      </div>
      {document.data && services.length === 0 ? <p className="faint">{t('system.apiNone')}</p> : null}
    </PageFrame>
  )
}

const Row = ({ operation, secret }: { operation: Operation; secret: string | undefined }) => {
  const [open, setOpen] = useState(false)
  return (
    <li className="api-operation" data-testid="operation" data-id={operation.id}>
      <button type="button" className="api-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={`api-method is-${operation.method.toLowerCase()} mono`}>{operation.method}</span>
        <span className="mono ellipsis">{operation.path}</span>
        <span className="soft ellipsis">{operation.summary}</span>
        <span className="faint mono">{operation.scope}</span>
      </button>
      {open ? <TryIt operation={operation} secret={secret} /> : null}
    </li>
  )
}

/** A key for a day, made here, so that what is tried is tried as a program would. */
const TrialKey = ({ secret, made }: { secret: string | undefined; made(secret: string): void }) => {
  const { t } = useTranslation()
  const { session } = useSession()
  const { busy, act } = useAct(async () => {
    const scopes = session.scopes.filter((scope) => !scope.endsWith(':manage'))
    const name = t('system.trialName')
    made((await api.access.createKey({ name, scopes, expiresInDays: trialDays })).secret)
  })
  return (
    <section className="panel api-key">
      {secret ? (
        <>
          <p>{t('system.trialReady')}</p>
          <Copyable text={secret} />
          <Link to="/station/keys">{t('system.manageKeys')}</Link>
        </>
      ) : (
        <>
          <p className="grow">{t('system.trialWhy')}</p>
          <Button onClick={() => act()} loading={busy} data-testid="trial-key">
            {t('system.trialMake')}
          </Button>
        </>
      )}
    </section>
  )
}
