import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Form, Input, Select } from 'antd'
import { MoreOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '#backbone/access/contract'
import { roleNames, type Role } from '#backbone/scopes'
import { api } from '../shell/api.ts'
import { formatAgo } from '../shell/format.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { problemText } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { FormModal } from './form-modal.tsx'
import { SecretModal, type Secret } from './secret.tsx'
import { StationTabs } from './tabs.tsx'

type People = { items: Person[]; next?: string }
type Values = { login: string; name: string; role: Role }

/** Who works here, and what they may do. */
export const PeoplePage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [inviting, setInviting] = useState(false)
  const [secret, setSecret] = useState<Secret>()
  const people = useInfiniteQuery({
    queryKey: ['people'],
    queryFn: ({ pageParam, signal }): Promise<People> =>
      api.access.people({ limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const invite = async (values: Values) => {
    const { person, oneTimePassword } = await api.access.invite(values)
    setInviting(false)
    // Who has an account at another station comes with their own password.
    if (oneTimePassword === undefined) void message.success(t('people.joined', { name: person.name }))
    else setSecret({ title: t('people.passwordOf', { name: person.name }), text: oneTimePassword })
    await queries.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <div className="page narrow-page">
      <StationTabs />
      <div className="page-head">
        <h1>{t('nav.people')}</h1>
        <div className="grow" />
        {may('people:manage') ? (
          <Button type="primary" onClick={() => setInviting(true)} data-testid="invite">
            {t('people.invite')}
          </Button>
        ) : null}
      </div>
      {people.error && !people.data ? <ErrorState error={people.error} again={() => void people.refetch()} /> : null}
      {people.isPending ? <Skeleton rows={4} /> : null}
      <ul className="panel rows" data-testid="people">
        {people.data?.pages
          .flatMap(({ items }) => items)
          .map((person) => (
            <PersonRow key={person.id} person={person} tell={setSecret} />
          ))}
      </ul>
      {people.hasNextPage ? (
        <Button block type="text" onClick={() => void people.fetchNextPage()}>
          {t('actions.more')}
        </Button>
      ) : null}
      <FormModal<Values>
        open={inviting}
        close={() => setInviting(false)}
        title={t('people.invite')}
        okText={t('people.invite')}
        initial={{ role: 'editor' }}
        submit={invite}
      >
        <Form.Item
          name="name"
          label={t('people.name')}
          rules={[{ required: true, whitespace: true, message: t('people.nameMissing') }]}
        >
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item
          name="login"
          label={t('login.account')}
          extra={t('people.loginRule')}
          rules={[{ required: true, pattern: /^[\w.@+-]{2,64}$/, message: t('people.loginRule') }]}
        >
          <Input maxLength={64} autoCapitalize="none" autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t('people.role')}>
          <Select options={roleNames.map((value) => ({ value, label: t(`roles.${value}`) }))} />
        </Form.Item>
      </FormModal>
      <SecretModal secret={secret} close={() => setSecret(undefined)} />
    </div>
  )
}

const PersonRow = ({ person, tell }: { person: Person; tell(secret: Secret): void }) => {
  const { t, i18n } = useTranslation()
  const { may, session } = useSession()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const me = session.person?.id === person.id
  const act = async (action: () => Promise<unknown>) => {
    try {
      await action()
      await queries.invalidateQueries({ queryKey: ['people'] })
    } catch (error) {
      void message.error(problemText(error), 6)
    }
  }
  const reset = async () => {
    const { oneTimePassword } = await api.access.resetPassword({ id: person.id })
    tell({ title: t('people.passwordOf', { name: person.name }), text: oneTimePassword })
  }
  const remove = () =>
    modal.confirm({
      title: t('people.removeTitle', { name: person.name }),
      content: t('people.removeDetail'),
      okText: t('people.remove'),
      okButtonProps: { danger: true },
      icon: null,
      onOk: () => act(() => api.access.removePerson({ id: person.id })),
    })
  return (
    <li data-testid="person" data-login={person.login}>
      <div className="grow">
        <strong className={person.disabled ? 'faint' : ''}>{person.name}</strong>{' '}
        <span className="faint mono">{person.login}</span>
        {person.disabled ? <span className="chip tone-amber">{t('people.disabled')}</span> : null}
        <div className="faint">
          {person.lastSeenAt
            ? t('people.seen', { ago: formatAgo(person.lastSeenAt, i18n.language) })
            : t('people.neverSeen')}
        </div>
      </div>
      {may('people:manage') && !me ? (
        <>
          <Select<Role>
            value={person.role}
            aria-label={t('people.role')}
            className="role-select"
            onChange={(role) => void act(() => api.access.updatePerson({ id: person.id, role }))}
            options={roleNames.map((value) => ({ value, label: t(`roles.${value}`) }))}
          />
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'reset', label: t('people.reset'), onClick: () => void act(reset) },
                {
                  key: 'disable',
                  label: t(person.disabled ? 'people.enable' : 'people.disable'),
                  onClick: () => void act(() => api.access.updatePerson({ id: person.id, disabled: !person.disabled })),
                },
                { key: 'remove', label: t('people.remove'), danger: true, onClick: () => void remove() },
              ],
            }}
          >
            <Button type="text" icon={<MoreOutlined />} aria-label={t('actions.more')} />
          </Dropdown>
        </>
      ) : (
        <span className="soft">{t(`roles.${person.role}`)}</span>
      )}
    </li>
  )
}
