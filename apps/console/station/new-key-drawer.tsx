import { useQueryClient } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { access } from '#backbone/access/contract'
import type { Scope } from '#backbone/scopes'
import { Copyable } from '../components/copyable.tsx'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import type { FieldControl } from '../components/form-field.tsx'
import { SchemaForm } from '../components/schema-form.tsx'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { presets } from './deeds.ts'
import { keysKey } from './key-state.ts'
import { ScopeChoice } from './scope-choice.tsx'
import type { Secret } from './secret.tsx'

const NewKey = access.operations.createKey.input
const lifetimesDays = [30, 90, 365] as const
const forever = 'forever'

type Given = { control: FieldControl; value: unknown; change(value: unknown): void }
type NewKeyDrawerProps = { open: boolean; close(): void; tell(secret: Secret): void }

/** Makes a key. Its secret is shown once, with a command that tries it. */
export const NewKeyDrawer = ({ open, close, tell }: NewKeyDrawerProps) => {
  const { t } = useTranslation()
  const { session } = useSession()
  const queries = useQueryClient()
  const initial = useMemo(() => ({ scopes: presets.read(session.scopes), expiresInDays: 90 }), [session.scopes])
  const fields = {
    name: { label: t('keys.name'), help: t('keys.nameHint') },
    scopes: {
      label: t('keys.scopes'),
      input: Scopes,
    },
    expiresInDays: { label: t('keys.lifetime'), help: t('keys.lifetimeHint'), input: Lifetime },
  }
  return (
    <DetailDrawer open={open} close={close} title={t('keys.make')} widthPixels={560} testId="new-key-drawer">
      <SchemaForm
        schema={NewKey}
        fields={fields}
        initial={initial}
        okText={t('actions.create')}
        cancel={close}
        submit={async (values) => {
          const { secret } = await api.access.createKey(values)
          await queries.invalidateQueries({ queryKey: keysKey })
          close()
          tell({
            title: t('keys.secretOf', { name: values.name }),
            text: secret,
            more: <TryIt secret={secret} scopes={values.scopes} />,
          })
        }}
      />
    </DetailDrawer>
  )
}

const Scopes = ({ control, value, change }: Given) => (
  <ScopeChoice id={control.id} value={(value ?? []) as Scope[]} change={change} />
)

const Lifetime = ({ control, value, change }: Given) => {
  const { t } = useTranslation()
  return (
    <Segmented
      id={control.id}
      value={typeof value === 'number' ? value : forever}
      onChange={(next) => change(next === forever ? undefined : next)}
      options={[
        ...lifetimesDays.map((days) => ({ value: days, label: t('keys.days', { count: days }) })),
        { value: forever, label: t('keys.forever') },
      ]}
      aria-label={t('keys.lifetime')}
    />
  )
}

/** Something any such key can ask at once. */
const TryIt = ({ secret, scopes }: { secret: string; scopes: readonly Scope[] }) => {
  const { t } = useTranslation()
  const path = scopes.includes('assets:read') ? '/api/vms/assets?limit=5' : '/api/access/session'
  return (
    <div className="secret-try">
      <h3>{t('keys.tryIt')}</h3>
      <Copyable text={`curl -H 'Authorization: Bearer ${secret}' '${location.origin}${path}'`} testId="curl" />
    </div>
  )
}
