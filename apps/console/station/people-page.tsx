import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '#backbone/access/contract'
import { roleNames } from '#backbone/scopes'
import { DataTable } from '../components/data-table.tsx'
import { DetailDrawer, useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { inOrder, isFound, useAll } from './all-rows.ts'
import { InviteDrawer } from './invite-drawer.tsx'
import { peopleKey } from './people-data.ts'
import { PersonDrawer } from './person-drawer.tsx'
import { personTone } from './person-state.ts'
import { RoleTable, useRoleLine } from './role-deeds.tsx'
import { SecretModal, type Secret } from './secret.tsx'
import { useStationTabs } from './tabs.tsx'

const filters = ['role', 'state']
const idOf = (person: Person) => person.id
const nameOf = (person: Person) => person.name
const stateOf = (person: Person) => (person.disabled ? 'disabled' : 'active')
const order = {
  name: nameOf,
  login: (person: Person) => person.login,
  role: (person: Person) => roleNames.indexOf(person.role),
  seen: (person: Person) => person.lastSeenAt,
}

/** 人员: who works here, and what they may do. */
export const PeoplePage = () => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const [query, setQuery] = useTableQuery(filters)
  const [secret, setSecret] = useState<Secret>()
  const detail = useDetail()
  const table = useDetail('roles')
  const all = useAll<Person>(peopleKey, (asked, options) => api.access.people(asked, options))
  const people = useMemo(() => {
    const found = all.items.filter(
      (person) =>
        isFound(query.text, [person.name, person.login, t(`roles.${person.role}`)]) &&
        (!query.filters.role || person.role === query.filters.role) &&
        (!query.filters.state || stateOf(person) === query.filters.state),
    )
    return inOrder(found, query.sort, order, i18n.language)
  }, [all.items, query, t, i18n.language])
  const at = people.findIndex((person) => person.id === detail.id)
  const step = (by: number) => {
    const next = at === -1 ? undefined : people[at + by]
    return next ? () => detail.open(next.id) : undefined
  }
  return (
    <PageFrame
      title={t('nav.people')}
      count={all.pending || all.error ? undefined : all.items.length}
      tabs={useStationTabs()}
      actions={
        <Button onClick={() => table.open('1')} data-testid="roles">
          {t('people.roleTable')}
        </Button>
      }
      primary={
        may('people:manage') ? (
          <Button type="primary" onClick={() => detail.open('new')} data-testid="invite">
            {t('people.invite')}
          </Button>
        ) : undefined
      }
    >
      <div data-testid="people">
        <DataTable<Person>
          name="people"
          label={t('nav.people')}
          columns={useColumns()}
          rows={{ ...all, items: people }}
          idOf={idOf}
          nameOf={nameOf}
          query={query}
          onQuery={setQuery}
          search={t('people.search')}
          open={(person) => detail.open(person.id)}
          current={detail.id}
          empty={
            <Empty title={t('people.noneSuch')}>
              <Button onClick={() => setQuery({ filters: {} })}>{t('people.showAll')}</Button>
            </Empty>
          }
        />
      </div>
      <PersonDrawer
        person={all.items.find((person) => person.id === detail.id)}
        close={detail.close}
        previous={step(-1)}
        next={step(1)}
        tell={setSecret}
      />
      <InviteDrawer open={detail.id === 'new'} close={detail.close} tell={setSecret} />
      <DetailDrawer
        open={table.id !== undefined}
        close={table.close}
        title={t('people.roleTable')}
        widthPixels={820}
        testId="roles-drawer"
      >
        <RoleTable />
      </DetailDrawer>
      <SecretModal secret={secret} close={() => setSecret(undefined)} />
    </PageFrame>
  )
}

const useColumns = (): Column<Person>[] => {
  const { t } = useTranslation()
  const { session } = useSession()
  const line = useRoleLine()
  return [
    {
      key: 'name',
      title: t('people.name'),
      cell: (person) => (
        <span data-testid="person" data-login={person.login} className={person.disabled ? 'faint' : ''}>
          {person.name}
          {person.id === session.person?.id ? <span className="faint"> {t('people.me')}</span> : null}
        </span>
      ),
      widthPixels: 200,
      sortable: true,
    },
    {
      key: 'login',
      title: t('login.account'),
      cell: (person) => <span className="mono ellipsis">{person.login}</span>,
      widthPixels: 160,
      sortable: true,
    },
    {
      key: 'role',
      title: t('people.role'),
      cell: (person) => t(`roles.${person.role}`),
      widthPixels: 110,
      sortable: true,
      filter: roleNames.map((value) => ({ value, label: t(`roles.${value}`) })),
    },
    {
      key: 'may',
      title: t('people.may'),
      cell: (person) => (
        <span className="ellipsis" title={line(person.role)}>
          {line(person.role)}
        </span>
      ),
      widthPixels: 220,
      grow: true,
      card: 'off',
    },
    {
      key: 'state',
      title: t('people.state'),
      cell: (person) => (
        <Status tone={personTone(person)} state={stateOf(person)}>
          {t(person.disabled ? 'people.disabled' : person.lastSeenAt ? 'people.active' : 'people.invited')}
        </Status>
      ),
      widthPixels: 120,
      filter: (['active', 'disabled'] as const).map((value) => ({
        value,
        label: t(`people.${value}`),
      })),
      card: 'state',
    },
    {
      key: 'seen',
      title: t('people.lastSeen'),
      cell: (person) => (person.lastSeenAt ? <Ago at={person.lastSeenAt} /> : <span className="faint">–</span>),
      widthPixels: 120,
      sortable: true,
    },
  ]
}
