import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Key } from '#backbone/access/contract'
import { DataTable } from '../components/data-table.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { Empty } from '../components/states.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { api } from '../shell/api.ts'
import { inOrder, isFound, useAll } from './all-rows.ts'
import { KeyEnd, useScopesLine } from './key-cells.tsx'
import { KeyDrawer } from './key-drawer.tsx'
import { keysKey } from './key-state.ts'
import { NewKeyDrawer } from './new-key-drawer.tsx'
import { SecretModal, type Secret } from './secret.tsx'
import { useStationTabs } from './tabs.tsx'

const idOf = (key: Key) => key.id
const nameOf = (key: Key) => key.name
const order = {
  name: nameOf,
  by: (key: Key) => key.createdBy,
  used: (key: Key) => key.lastUsedAt,
  expires: (key: Key) => key.expiresAt,
}

/** API 密钥: with which programs act for the station. */
export const KeysPage = () => {
  const { t, i18n } = useTranslation()
  const [query, setQuery] = useTableQuery()
  const [secret, setSecret] = useState<Secret>()
  const detail = useDetail()
  const all = useAll<Key>(keysKey, (asked, options) => api.access.keys(asked, options))
  const keys = useMemo(() => {
    const found = all.items.filter((key) => isFound(query.text, [key.name, key.prefix, key.createdBy]))
    return inOrder(found, query.sort, order, i18n.language)
  }, [all.items, query, i18n.language])
  const at = keys.findIndex((key) => key.id === detail.id)
  const step = (by: number) => {
    const next = at === -1 ? undefined : keys[at + by]
    return next ? () => detail.open(next.id) : undefined
  }
  const make = (
    <Button type="primary" onClick={() => detail.open('new')} data-testid="new-key">
      {t('keys.make')}
    </Button>
  )
  const none = !all.pending && all.items.length === 0 && !all.error
  return (
    <PageFrame
      title={t('nav.keys')}
      count={all.pending || all.error ? undefined : all.items.length}
      about={t('keys.about')}
      tabs={useStationTabs()}
      primary={none ? undefined : make}
    >
      <div data-testid="keys">
        <DataTable<Key>
          name="keys"
          label={t('nav.keys')}
          columns={useColumns()}
          rows={{ ...all, items: keys }}
          idOf={idOf}
          nameOf={nameOf}
          query={query}
          onQuery={setQuery}
          search={t('keys.search')}
          open={(key) => detail.open(key.id)}
          current={detail.id}
          empty={
            none ? (
              <Empty title={t('keys.none')} detail={t('keys.noneDetail')}>
                {make}
              </Empty>
            ) : (
              <Empty title={t('keys.noneSuch')} />
            )
          }
        />
      </div>
      <KeyDrawer
        item={all.items.find((key) => key.id === detail.id)}
        close={detail.close}
        previous={step(-1)}
        next={step(1)}
      />
      <NewKeyDrawer open={detail.id === 'new'} close={detail.close} tell={setSecret} />
      <SecretModal secret={secret} close={() => setSecret(undefined)} />
    </PageFrame>
  )
}

const useColumns = (): Column<Key>[] => {
  const { t } = useTranslation()
  const line = useScopesLine()
  return [
    {
      key: 'name',
      title: t('keys.name'),
      cell: (key) => (
        <span data-testid="key" data-name={key.name}>
          {key.name}
        </span>
      ),
      widthPixels: 220,
      sortable: true,
    },
    {
      key: 'prefix',
      title: t('keys.prefix'),
      cell: (key) => <span className="mono">{key.prefix}…</span>,
      widthPixels: 130,
      card: 'about',
    },
    {
      key: 'scopes',
      title: t('keys.scopes'),
      cell: (key) => (
        <span className="ellipsis" title={line(key.scopes)}>
          {line(key.scopes)}
        </span>
      ),
      widthPixels: 240,
      grow: true,
    },
    {
      key: 'by',
      title: t('keys.madeBy'),
      cell: (key) => <span className="ellipsis">{key.createdBy}</span>,
      widthPixels: 120,
      sortable: true,
      card: 'about',
    },
    {
      key: 'used',
      title: t('keys.lastUsed'),
      cell: (key) =>
        key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : <span className="faint">{t('keys.neverUsed')}</span>,
      widthPixels: 120,
      sortable: true,
    },
    {
      key: 'expires',
      title: t('keys.expires'),
      cell: (key) => <KeyEnd item={key} />,
      widthPixels: 140,
      sortable: true,
      card: 'state',
    },
  ]
}
