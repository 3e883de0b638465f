import { useTranslation } from 'react-i18next'
import { roleNames, type Role } from '#backbone/scopes'
import { useSession } from '../shell/session.tsx'
import { canGive } from './deeds.ts'
import { useRoleLine } from './role-deeds.tsx'

type RoleChoiceProps = {
  id: string
  value: Role | undefined
  change(role: Role): void
  disabled?: boolean
}

/** The roles with what each may do; those one may not give cannot be chosen. */
export const RoleChoice = ({ id, value, change, disabled = false }: RoleChoiceProps) => {
  const { t } = useTranslation()
  const { session } = useSession()
  const line = useRoleLine()
  return (
    <div role="radiogroup" aria-label={t('people.role')} className="role-choice" id={id}>
      {roleNames.map((role) => (
        <label key={role} className="role-option">
          <input
            type="radio"
            name={id}
            value={role}
            checked={value === role}
            disabled={disabled || !canGive(role, session.scopes)}
            onChange={() => change(role)}
          />
          <span className="role-name">{t(`roles.${role}`)}</span>
          <span className="role-line faint">{line(role)}</span>
        </label>
      ))}
    </div>
  )
}
