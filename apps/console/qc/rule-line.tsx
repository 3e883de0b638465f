import { InputNumber, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Status, type Tone } from '../components/status.tsx'
import { isTimed, severities, type Kind, type Rules, type Severity } from './templates.ts'

type Rule = NonNullable<Rules['rules'][Kind]>
type RuleLineProps = { kind: Kind; rule: Rule | undefined; change(rule: Rule): void }

const longestSeconds = 3600

/** How one kind of finding is taken, and from which length on. */
export const RuleLine = ({ kind, rule = { severity: 'off' }, change }: RuleLineProps) => {
  const { t } = useTranslation()
  const name = t(`qc.kinds.${kind}`)
  return (
    <li className="qc-rule" data-kind={kind}>
      <span className="qc-rule-name">{name}</span>
      {isTimed(kind) && rule.severity !== 'off' ? (
        <InputNumber
          size="small"
          className="qc-seconds"
          aria-label={t('qcRoom.fromSeconds', { name })}
          prefix={t('qcRoom.from')}
          suffix={t('components.units.seconds')}
          min={0}
          max={longestSeconds}
          step={0.5}
          value={rule.minimumSeconds ?? null}
          onChange={(seconds) => {
            const { minimumSeconds: _before, ...rest } = rule
            change(seconds === null ? rest : { ...rest, minimumSeconds: seconds })
          }}
        />
      ) : null}
      <Segmented<Severity>
        size="small"
        aria-label={name}
        value={rule.severity}
        onChange={(severity) => change({ ...rule, severity })}
        options={severities.map((value) => ({ value, label: t(`qcRoom.severities.${value}`) }))}
      />
    </li>
  )
}

const tones: Record<Severity, Tone> = { off: 'none', info: 'sky', warn: 'amber', fail: 'red' }

/** The same to read only. */
export const RuleText = ({ kind, rule = { severity: 'off' } }: Pick<RuleLineProps, 'kind' | 'rule'>) => {
  const { t } = useTranslation()
  return (
    <li className="qc-rule" data-kind={kind}>
      <span className="qc-rule-name">{t(`qc.kinds.${kind}`)}</span>
      {rule.minimumSeconds && rule.severity !== 'off' ? (
        <span className="soft numerals">{t('qcRoom.fromText', { seconds: rule.minimumSeconds })}</span>
      ) : null}
      <span className="qc-rule-word">
        <Status tone={tones[rule.severity]}>{t(`qcRoom.severities.${rule.severity}`)}</Status>
      </span>
    </li>
  )
}
