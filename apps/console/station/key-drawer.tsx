import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Key } from '#backbone/access/contract'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { Ago } from '../components/quantities.tsx'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { ConfirmName } from './confirm-name.tsx'
import { KeyEnd } from './key-cells.tsx'
import { keysKey } from './key-state.ts'
import { DeedList } from './role-deeds.tsx'

type KeyDrawerProps = {
  item: Key | undefined
  close(): void
  previous: (() => void) | undefined
  next: (() => void) | undefined
}

/** One key: what it may do, who answers for it, and its end. */
export const KeyDrawer = ({ item, close, previous, next }: KeyDrawerProps) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [revoking, setRevoking] = useState(false)
  const revoke = async () => {
    await api.access.revokeKey({ id: item!.id })
    setRevoking(false)
    close()
    await queries.invalidateQueries({ queryKey: keysKey })
  }
  return (
    <DetailDrawer
      open={item !== undefined}
      close={close}
      title={item?.name}
      about={<span className="mono">{item?.prefix}…</span>}
      previous={previous}
      next={next}
      testId="key-drawer"
      actions={
        <Button danger onClick={() => setRevoking(true)} data-testid="revoke-key">
          {t('keys.revoke')}
        </Button>
      }
    >
      {item ? <KeyFacts item={item} /> : null}
      {item ? (
        <ConfirmName
          open={revoking}
          close={() => setRevoking(false)}
          title={t('keys.revokeTitle', { name: item.name })}
          detail={t('keys.revokeDetail')}
          name={item.name}
          okText={t('keys.revoke')}
          act={revoke}
        />
      ) : null}
    </DetailDrawer>
  )
}

const KeyFacts = ({ item }: { item: Key }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('keys.lastUsed')}</dt>
        <dd>{item.lastUsedAt ? <Ago at={item.lastUsedAt} /> : t('keys.neverUsed')}</dd>
        <dt>{t('keys.expires')}</dt>
        <dd>
          <KeyEnd item={item} />
        </dd>
        <dt>{t('keys.madeBy')}</dt>
        <dd>
          {item.createdByPerson ? (
            <Link to={`/station/people?item=${item.createdByPerson}`}>{item.createdBy}</Link>
          ) : (
            item.createdBy
          )}
        </dd>
        <dt>{t('keys.madeAt')}</dt>
        <dd className="numerals">{formatInstant(item.createdAt, i18n.language)}</dd>
        {may('audit:read') ? (
          <>
            <dt>{t('nav.audit')}</dt>
            <dd>
              <Link to={`/station/audit?actor=${item.id}`}>{t('keys.didWhat')}</Link>
            </dd>
          </>
        ) : null}
      </dl>
      <section className="stack-part">
        <h3>{t('keys.scopes')}</h3>
        <DeedList given={item.scopes} />
      </section>
      <p className="faint">{t('keys.endsWith')}</p>
    </div>
  )
}
