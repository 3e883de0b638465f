import { useTranslation } from 'react-i18next'
import type { PolicyOf } from '#services/key'
import { formatInstant } from '../shell/format.ts'

/** A policy in words: how it is protected, where that comes from, and what else it asks for. */
export const PolicySummary = ({ found: { policy, from } }: { found: PolicyOf }) => {
  const { t, i18n } = useTranslation()
  const list = (items: readonly string[]) => items.join(i18n.language === 'en' ? ', ' : '、')
  const at = (instant: string) => formatInstant(instant, i18n.language)
  const limits = [
    policy.from ? t('policy.from', { at: at(policy.from) }) : undefined,
    policy.until ? t('policy.until', { at: at(policy.until) }) : undefined,
    policy.regions.length > 0 ? t('policy.onlyRegions', { list: list(policy.regions) }) : undefined,
    policy.addresses.length > 0 ? t('policy.onlyAddresses', { list: list(policy.addresses) }) : undefined,
    policy.referrers.length > 0 ? t('policy.onlySites', { list: list(policy.referrers) }) : undefined,
    policy.sessionsAtOnce ? t('policy.atOnce', { count: policy.sessionsAtOnce }) : undefined,
    policy.sessionsPerViewer ? t('policy.perViewer', { count: policy.sessionsPerViewer }) : undefined,
  ].filter((one) => one !== undefined)
  return (
    <div data-from={from} data-protection={policy.protection} data-testid="policy-summary">
      <p>
        {t(`policy.protections.${policy.protection}`)} <span className="faint">{t(`policy.comesFrom.${from}`)}</span>
      </p>
      {limits.length > 0 ? (
        <ul className="policy-limits soft">
          {limits.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
