import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Template } from '#services/qc'
import { RuleText } from './rule-line.tsx'
import { groupNames, groups, type Group, type Rules } from './templates.ts'

/** What a template asks for, to read only. */
export const TemplateText = ({ template: { stopsPublish, rules } }: { template: Template }) => {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="qc-editor" data-testid="template-text">
      <section className="panel panel-body">
        <dl className="facts">
          <dt>{t('qcRoom.stopsPublish')}</dt>
          <dd>{t(`qcRoom.stops.${stopsPublish}`)}</dd>
        </dl>
      </section>
      {groupNames.map((group) => (
        <section key={group} className="panel qc-group" aria-labelledby={`${id}${group}`}>
          <h2 id={`${id}${group}`}>{t(`qcRoom.groups.${group}`)}</h2>
          <ul>
            {groups[group].map((kind) => (
              <RuleText key={kind} kind={kind} rule={rules.rules[kind]} />
            ))}
          </ul>
          <Asked group={group} rules={rules} />
        </section>
      ))}
    </div>
  )
}

const Asked = ({ group, rules }: { group: Group; rules: Rules }) => {
  const { t } = useTranslation()
  const { loudness, picture = {}, sound = {}, containers } = rules
  const lines: Record<Group, [string, string | number | undefined][]> = {
    picture: [[t('qcRoom.primaries'), picture.primaries?.join(' · ')]],
    sound: [
      [t('qcRoom.loud.targetLufs'), loudness && `${loudness.targetLufs} LUFS`],
      [t('qcRoom.loud.lowestLufs'), loudness && `${loudness.lowestLufs} LUFS`],
      [t('qcRoom.loud.highestLufs'), loudness && `${loudness.highestLufs} LUFS`],
      [t('qcRoom.loud.highestTruePeakDbtp'), unit(loudness?.highestTruePeakDbtp, 'dBTP')],
      [t('qcRoom.loud.highestRangeLu'), unit(loudness?.highestRangeLu, 'LU')],
    ],
    format: [
      [t('qcRoom.sizes'), picture.sizes?.map(({ width, height }) => `${width} × ${height}`).join(' · ')],
      [t('qcRoom.frameRates'), picture.frameRates?.join(' · ')],
      [t('qcRoom.scan'), picture.scan && t(`qcRoom.scans.${picture.scan}`)],
      [t('qcRoom.codecs'), picture.codecs?.join(' · ')],
      [t('qcRoom.longestGop'), unit(picture.longestGopSeconds, t('components.units.seconds'))],
      [t('qcRoom.containers'), containers?.join(' · ')],
      [t('qcRoom.soundCodecs'), sound.codecs?.join(' · ')],
      [t('qcRoom.sampleRates'), sound.sampleRates?.join(' · ')],
      [t('qcRoom.channels'), sound.channels?.join(' · ')],
    ],
    file: [],
  }
  const said = lines[group].filter(([, value]) => value !== undefined && value !== '')
  if (said.length === 0) return null
  return (
    <dl className="facts qc-asked">
      {said.flatMap(([label, value]) => [<dt key={label}>{label}</dt>, <dd key={`${label} is`}>{value}</dd>])}
    </dl>
  )
}

const unit = (value: number | undefined, name: string) => (value === undefined ? undefined : `${value} ${name}`)
