import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Scope } from '#backbone/scopes'
import { useSession } from '../shell/session.tsx'
import { groupsOf, presetNames, presetOf, presets } from './deeds.ts'
import { useScopeWords } from './role-deeds.tsx'

type ScopeChoiceProps = { id: string; value: readonly Scope[]; change(scopes: Scope[]): void }

/** What a key may do: the usual kinds to begin with, and each deed by the thing it is about. */
export const ScopeChoice = ({ id, value, change }: ScopeChoiceProps) => {
  const { t } = useTranslation()
  const { session } = useSession()
  const words = useScopeWords()
  const mine = session.scopes
  const now = presetOf(value, mine)
  const toggle = (scope: Scope) =>
    change(mine.filter((one) => (one === scope ? !value.includes(scope) : value.includes(one))))
  return (
    <div id={id} className="scope-choice" role="group" aria-label={t('keys.scopes')}>
      <div className="scope-presets">
        {presetNames.map((name) => (
          <button
            key={name}
            type="button"
            className="scope-preset"
            aria-pressed={now === name}
            onClick={() => change(presets[name](mine))}
            data-preset={name}
          >
            <strong>{t(`keys.presets.${name}`)}</strong>
            <span className="faint">{t(`keys.presetHints.${name}`)}</span>
          </button>
        ))}
      </div>
      {groupsOf(mine).map((group) => (
        <fieldset key={group.resource} className="scope-group">
          <legend>{words.resource(group.resource)}</legend>
          <div>
            {group.scopes.map((scope) => (
              <Checkbox key={scope} checked={value.includes(scope)} onChange={() => toggle(scope)}>
                {words.scope(scope)}
              </Checkbox>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  )
}
