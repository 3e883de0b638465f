import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { roleNames, roles, scopes, type Role, type Scope } from '#backbone/scopes'
import { deedsOf, groupsOf, mayRole, resourceOf } from './deeds.ts'

/** The words for what a scope allows. */
export const useScopeWords = () => {
  const { t, i18n } = useTranslation()
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction', style: 'narrow' })
  return {
    scope: (scope: Scope) => t(`scopes.${scope.replace(':', '_')}`),
    resource: (resource: string) => t(`resources.${resource}`),
    /** Several things in a row, as the language does it. */
    list: (words: string[]) => (i18n.language === 'en' ? list.format(words) : words.join('、')),
  }
}

/** What a role may do, in a line: beyond looking, or else what it sees. */
export const useRoleLine = () => {
  const { t } = useTranslation()
  const words = useScopeWords()
  return (role: Role): string => {
    if (role === 'admin') return t('people.mayAll')
    const deeds = deedsOf(role)
    if (deeds.length > 0) return words.list(deeds.map(words.scope))
    return t('keys.maySee', {
      things: words.list(roles[role].map(resourceOf).map(words.resource)),
    })
  }
}

/** All that a role may do, by the kind of thing. */
export const RoleDeeds = ({ role }: { role: Role }) => <DeedList given={roles[role]} />

/** Scopes by the kind of thing they are about. */
export const DeedList = ({ given }: { given: readonly Scope[] }) => {
  const words = useScopeWords()
  return (
    <dl className="deed-list">
      {groupsOf(given).map((group) => (
        <Fragment key={group.resource}>
          <dt>{words.resource(group.resource)}</dt>
          <dd>{words.list(group.scopes.map(words.scope))}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

/** Which role may do what: a line for each deed, a column for each role. */
export const RoleTable = () => {
  const { t } = useTranslation()
  const words = useScopeWords()
  return (
    <div className="role-table-scroll" tabIndex={0} role="region" aria-label={t('people.roleTable')}>
      <table className="role-table" data-testid="role-table">
        <thead>
          <tr>
            <th scope="col">{t('people.deed')}</th>
            {roleNames.map((role) => (
              <th key={role} scope="col">
                {t(`roles.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        {groupsOf(scopes).map((group) => (
          <tbody key={group.resource}>
            <tr className="role-table-group">
              <th scope="rowgroup" colSpan={roleNames.length + 1}>
                {words.resource(group.resource)}
              </th>
            </tr>
            {group.scopes.map((scope) => (
              <tr key={scope}>
                <th scope="row">{words.scope(scope)}</th>
                {roleNames.map((role) => (
                  <td key={role}>
                    {mayRole(role, scope) ? (
                      <i className="role-yes" role="img" aria-label={t('people.yes')} />
                    ) : (
                      <span className="hidden">{t('people.no')}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}
