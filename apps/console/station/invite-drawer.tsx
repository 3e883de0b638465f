import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { access } from '#backbone/access/contract'
import type { Role } from '#backbone/scopes'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import type { FieldControl } from '../components/form-field.tsx'
import { SchemaForm } from '../components/schema-form.tsx'
import { api } from '../shell/api.ts'
import { peopleKey } from './people-data.ts'
import { RoleChoice } from './role-choice.tsx'
import type { Secret } from './secret.tsx'

const Invitation = access.operations.invite.input
const blame = { 'already-here': 'login', 'not-yet-signed-in': 'login' }
const initial = { role: 'editor' } as const

type Given = { control: FieldControl; value: unknown; change(value: unknown): void }

const RoleInput = ({ control, value, change }: Given) => (
  <RoleChoice id={control.id} value={value as Role | undefined} change={change} />
)

type InviteDrawerProps = { open: boolean; close(): void; tell(secret: Secret): void }

/** Adds a person. A new login gets a one-time password, which is shown once. */
export const InviteDrawer = ({ open, close, tell }: InviteDrawerProps) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const fields = {
    name: { label: t('people.name') },
    login: { label: t('login.account'), help: t('people.loginRule') },
    role: {
      label: t('people.role'),
      input: RoleInput,
    },
  }
  return (
    <DetailDrawer
      open={open}
      close={close}
      title={t('people.invite')}
      about={t('people.inviteAbout')}
      testId="invite-drawer"
    >
      <SchemaForm
        schema={Invitation}
        fields={fields}
        initial={initial}
        blame={blame}
        okText={t('people.invite')}
        cancel={close}
        submit={async (values) => {
          const { person, oneTimePassword } = await api.access.invite(values)
          await queries.invalidateQueries({ queryKey: peopleKey })
          close()
          // Who has an account at another station comes with their own password.
          if (oneTimePassword === undefined) void message.success(t('people.joined', { name: person.name }))
          else tell({ title: t('people.passwordOf', { name: person.name }), text: oneTimePassword })
        }}
      />
    </DetailDrawer>
  )
}
