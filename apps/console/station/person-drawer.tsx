import { Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Person } from '#backbone/access/contract'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { Ago } from '../components/quantities.tsx'
import { Status } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { formatDate } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { ConfirmName } from './confirm-name.tsx'
import { canGive } from './deeds.ts'
import { usePersonDeeds } from './people-data.ts'
import { RoleChoice } from './role-choice.tsx'
import { RoleDeeds } from './role-deeds.tsx'
import { personTone } from './person-state.ts'
import type { Secret } from './secret.tsx'

type PersonDrawerProps = {
  person: Person | undefined
  close(): void
  previous: (() => void) | undefined
  next: (() => void) | undefined
  tell(secret: Secret): void
}

/** One person: their role, what it lets them do, and what an administrator can do about them. */
export const PersonDrawer = ({ person, close, previous, next, tell }: PersonDrawerProps) => (
  <DetailDrawer
    open={person !== undefined}
    close={close}
    title={person?.name}
    about={<span className="mono">{person?.login}</span>}
    previous={previous}
    next={next}
    testId="person-drawer"
  >
    {person ? <PersonBody key={person.id} person={person} close={close} tell={tell} /> : null}
  </DetailDrawer>
)

const PersonBody = ({ person, close, tell }: { person: Person; close(): void; tell(secret: Secret): void }) => {
  const { t, i18n } = useTranslation()
  const { may, session } = useSession()
  const id = useId()
  const deeds = usePersonDeeds()
  const me = session.person?.id === person.id
  const manages = may('people:manage') && !me && canGive(person.role, session.scopes)
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('people.state')}</dt>
        <dd>
          <Status tone={personTone(person)}>{t(person.disabled ? 'people.disabled' : 'people.active')}</Status>
        </dd>
        <dt>{t('people.lastSeen')}</dt>
        <dd>{person.lastSeenAt ? <Ago at={person.lastSeenAt} /> : t('people.neverSeen')}</dd>
        <dt>{t('people.here')}</dt>
        <dd>{formatDate(person.createdAt, i18n.language)}</dd>
        {may('audit:read') ? (
          <>
            <dt>{t('nav.audit')}</dt>
            <dd>
              <Link to={`/station/audit?actor=${person.id}`}>{t('people.didWhat')}</Link>
              {' · '}
              <Link to={`/station/audit?subject=${person.id}`}>{t('people.wasDone')}</Link>
            </dd>
          </>
        ) : null}
      </dl>
      <section className="stack-part">
        <h3>{t('people.role')}</h3>
        {manages ? (
          <RoleChoice id={id} value={person.role} change={(role) => void deeds.give(person, role)} />
        ) : (
          <p>{t(`roles.${person.role}`)}</p>
        )}
        {me ? <p className="faint">{t('people.ownRole')}</p> : null}
      </section>
      <details className="stack-part">
        <summary>{t('people.mayWhat', { role: t(`roles.${person.role}`) })}</summary>
        <RoleDeeds role={person.role} />
      </details>
      {manages ? <PersonActs person={person} close={close} tell={tell} /> : null}
    </div>
  )
}

const PersonActs = ({ person, close, tell }: { person: Person; close(): void; tell(secret: Secret): void }) => {
  const { t } = useTranslation()
  const deeds = usePersonDeeds()
  const [removing, setRemoving] = useState(false)
  const reset = useAct(async () => {
    const { oneTimePassword } = await api.access.resetPassword({ id: person.id })
    tell({ title: t('people.passwordOf', { name: person.name }), text: oneTimePassword })
    await deeds.again()
  })
  const remove = async () => {
    await deeds.remove(person)
    setRemoving(false)
    close()
  }
  return (
    <section className="stack-part acts">
      <div>
        <Button loading={reset.busy} onClick={() => reset.act()} data-testid="reset-password">
          {t('people.reset')}
        </Button>
        <span className="faint">{t('people.resetHint')}</span>
      </div>
      <div>
        <Button onClick={() => void deeds.disable(person, !person.disabled)} data-testid="disable-person">
          {t(person.disabled ? 'people.enable' : 'people.disable')}
        </Button>
        <span className="faint">{t(person.disabled ? 'people.enableHint' : 'people.disableHint')}</span>
      </div>
      <div>
        <Button danger onClick={() => setRemoving(true)} data-testid="remove-person">
          {t('people.remove')}
        </Button>
        <span className="faint">{t('people.removeHint')}</span>
      </div>
      <ConfirmName
        open={removing}
        close={() => setRemoving(false)}
        title={t('people.removeTitle', { name: person.name })}
        detail={t('people.removeDetail')}
        name={person.name}
        okText={t('people.remove')}
        act={remove}
      />
    </section>
  )
}
