import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Key } from '#backbone/access/contract'
import type { Scope } from '#backbone/scopes'
import { api } from '../shell/api.ts'
import { formatAgo, formatDate } from '../shell/format.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { problemText } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { FormModal } from './form-modal.tsx'
import { SecretModal, type Secret } from './secret.tsx'
import { StationTabs } from './tabs.tsx'

type Keys = { items: Key[]; next?: string }
type Values = { name: string; scopes: Scope[]; days: number }
const lifetimes = [30, 90, 365, 0] as const

/** Keys with which programs act for the station. */
export const KeysPage = () => {
  const { t } = useTranslation()
  const { session } = useSession()
  const queries = useQueryClient()
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<Secret>()
  const keys = useInfiniteQuery({
    queryKey: ['keys'],
    queryFn: ({ pageParam, signal }): Promise<Keys> =>
      api.access.keys({ limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const items = keys.data?.pages.flatMap((page) => page.items)
  const make = async ({ name, scopes, days }: Values) => {
    const made = await api.access.createKey({ name, scopes, ...(days > 0 ? { expiresInDays: days } : {}) })
    setMaking(false)
    setSecret({ title: t('keys.secretOf', { name }), text: made.secret })
    await queries.invalidateQueries({ queryKey: ['keys'] })
  }
  const button = (
    <Button type="primary" onClick={() => setMaking(true)} data-testid="new-key">
      {t('keys.make')}
    </Button>
  )
  return (
    <div className="page narrow-page">
      <StationTabs />
      <div className="page-head">
        <h1>{t('nav.keys')}</h1>
        <div className="grow" />
        {items?.length === 0 ? null : button}
      </div>
      {keys.error && !keys.data ? <ErrorState error={keys.error} again={() => void keys.refetch()} /> : null}
      {keys.isPending ? <Skeleton rows={3} /> : null}
      {items?.length === 0 ? (
        <Empty title={t('keys.none')} detail={t('keys.noneDetail')}>
          {button}
        </Empty>
      ) : null}
      {items && items.length > 0 ? (
        <ul className="panel rows" data-testid="keys">
          {items.map((key) => (
            <KeyRow key={key.id} item={key} />
          ))}
        </ul>
      ) : null}
      <FormModal<Values>
        open={making}
        close={() => setMaking(false)}
        title={t('keys.make')}
        okText={t('actions.create')}
        initial={{ days: 90, scopes: ['assets:read'] }}
        submit={make}
      >
        <Form.Item
          name="name"
          label={t('keys.name')}
          extra={t('keys.nameHint')}
          rules={[{ required: true, whitespace: true, message: t('keys.nameMissing') }]}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t('keys.scopes')}
          rules={[{ required: true, message: t('keys.scopesMissing') }]}
        >
          <Select
            mode="multiple"
            options={session.scopes.map((value) => ({ value, label: t(`scopes.${value.replace(':', '_')}`) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={t('keys.lifetime')}>
          <Select
            options={lifetimes.map((value) => ({
              value,
              label: value === 0 ? t('keys.forever') : t('keys.days', { count: value }),
            }))}
          />
        </Form.Item>
      </FormModal>
      <SecretModal secret={secret} close={() => setSecret(undefined)} />
    </div>
  )
}

const KeyRow = ({ item }: { item: Key }) => {
  const { t, i18n } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const revoke = async () => {
    try {
      await api.access.revokeKey({ id: item.id })
      await queries.invalidateQueries({ queryKey: ['keys'] })
    } catch (error) {
      void message.error(problemText(error), 6)
    }
  }
  const ask = () =>
    modal.confirm({
      title: t('keys.revokeTitle', { name: item.name }),
      content: t('keys.revokeDetail'),
      okText: t('keys.revoke'),
      okButtonProps: { danger: true },
      icon: null,
      onOk: revoke,
    })
  const about = [
    item.lastUsedAt ? t('keys.used', { ago: formatAgo(item.lastUsedAt, i18n.language) }) : t('keys.neverUsed'),
    item.expiresAt ? t('keys.until', { date: formatDate(item.expiresAt, i18n.language) }) : t('keys.forever'),
    item.createdBy,
  ]
  return (
    <li data-testid="key" data-name={item.name}>
      <div className="grow">
        <strong>{item.name}</strong> <span className="faint mono">{item.prefix}…</span>
        <div className="faint">{about.join(' · ')}</div>
        <div className="chips">
          {item.scopes.map((scope) => (
            <span key={scope} className="chip">
              {t(`scopes.${scope.replace(':', '_')}`)}
            </span>
          ))}
        </div>
      </div>
      <Button danger size="small" onClick={() => void ask()}>
        {t('keys.revoke')}
      </Button>
    </li>
  )
}
