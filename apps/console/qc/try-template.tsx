import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Template } from '#services/qc'
import { useQc, verdictTones } from '../asset/qc-data.ts'
import { Status } from '../components/status.tsx'
import { AssetChoice } from '../library/asset-choice.tsx'
import { api } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'

/** Judges one asset by a template, to see what it finds. */
export const TryTemplate = ({ template }: { template: Template }) => {
  const { t } = useTranslation()
  const [asset, setAsset] = useState<string>()
  const [asked, setAsked] = useState<{ asset: string; at: number }>()
  const judge = useAct(async (id: string) => {
    const at = Date.now()
    await api.qc.judge({ asset: id, template: template.id })
    setAsked({ asset: id, at })
  })
  return (
    <section className="panel panel-body qc-try" aria-label={t('qcRoom.try')} data-testid="try-template">
      <h2>{t('qcRoom.try')}</h2>
      <p className="soft">{t('qcRoom.tryAbout')}</p>
      <div className="row">
        <AssetChoice
          className="qc-try-asset"
          label={t('qcRoom.whichAsset')}
          value={asset}
          change={setAsset}
          testId="try-asset"
        />
        <Button
          disabled={asset === undefined}
          loading={judge.busy}
          onClick={() => asset !== undefined && judge.act(asset)}
          data-testid="try-judge"
        >
          {t('qc.judge')}
        </Button>
      </div>
      {asked ? (
        <Tried key={`${asked.asset} ${asked.at}`} asset={asked.asset} template={template.id} at={asked.at} />
      ) : null}
    </section>
  )
}

const Tried = ({ asset, template, at }: { asset: string; template: string; at: number }) => {
  const { t } = useTranslation()
  const report = useQc(asset).data?.report
  // The server's clock may be a little behind this one.
  const isNew = report?.template.id === template && Date.parse(report.judgedAt) > at - clocksMilliseconds
  if (!isNew) return <p role="status">{t('qc.judging')}</p>
  return (
    <p className="row" role="status" data-testid="tried" data-verdict={report.verdict}>
      <Status tone={verdictTones[report.verdict]} look="chip">
        {t(`qc.verdicts.${report.verdict}`)}
      </Status>
      <span className="soft">
        {t('qc.counts.fail', { count: report.counts.fail })} · {t('qc.counts.warn', { count: report.counts.warn })}
      </span>
      <Link to={`/assets/${asset}?tab=qc`}>{t('qcRoom.seeFindings')}</Link>
    </p>
  )
}

const clocksMilliseconds = 5000
