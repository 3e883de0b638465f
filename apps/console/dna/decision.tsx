import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Decision as Decided, Match } from '#services/dna'
import { Copyable } from '../components/copyable.tsx'
import { FormField } from '../components/form-field.tsx'
import { Ago } from '../components/quantities.tsx'
import { Status } from '../components/status.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { formatPercent } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { actionTones, decisionTones } from './match-data.ts'

const longestNote = 1000

/** What follows from a match, and what a person says of it. */
export const Decision = ({ match }: { match: Match }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const id = useId()
  const [note, setNote] = useState(match.note ?? '')
  const put = async (decision: Decided, said: string | undefined) => {
    await api.dna.decide({ id: match.id, decision, ...(said ? { note: said } : {}) })
    await queries.invalidateQueries({ queryKey: ['dna'] })
  }
  const decide = useAct(async (decision: Decided) => {
    await put(decision, note.trim())
    const back = () => put(match.decision, match.note).catch(() => queries.invalidateQueries({ queryKey: ['dna'] }))
    offerUndo({ text: t(`copies.decided.${decision}`), undo: () => void back() })
  })
  const mayDecide = may('assets:publish')
  return (
    <aside className="panel compare-decision" aria-label={t('copies.decision')} data-decision={match.decision}>
      <dl className="facts">
        <dt>{t('copies.decision')}</dt>
        <dd>
          <Status tone={decisionTones[match.decision]} state={match.decision}>
            {t(`copies.decisions.${match.decision}`)}
          </Status>
          {match.decidedAt && match.decision !== 'open' ? (
            <span className="faint">
              {match.decidedBy} · <Ago at={match.decidedAt} />
            </span>
          ) : null}
        </dd>
        <dt>{t('copies.action')}</dt>
        <dd>
          <Status tone={actionTones[match.action]}>{t(`copies.actions.${match.action}`)}</Status>
          <span className="faint">{t(`copies.follows.${match.action}`)}</span>
        </dd>
        <dt>{t('copies.score')}</dt>
        <dd className="numerals">{formatPercent(match.score)}</dd>
        <dt>{t('copies.found')}</dt>
        <dd>
          <Ago at={match.foundAt} />
        </dd>
      </dl>
      {match.creditLine ? (
        <div>
          <h3>{t('copies.creditOwed')}</h3>
          <Copyable text={match.creditLine} />
        </div>
      ) : null}
      {mayDecide ? (
        <>
          <FormField id={id} label={t('copies.note')} help={t('copies.noteHelp')}>
            {(control) => (
              <Input.TextArea
                {...control}
                rows={2}
                value={note}
                maxLength={longestNote}
                onChange={(event) => setNote(event.target.value)}
                data-testid="decision-note"
              />
            )}
          </FormField>
          <div className="row compare-decide">
            <Button
              disabled={match.decision === 'cleared'}
              loading={decide.busy}
              onClick={() => decide.act('cleared')}
              data-testid="clear-match"
            >
              {t('copies.clear')}
            </Button>
            <Button
              type="primary"
              disabled={match.decision === 'confirmed'}
              loading={decide.busy}
              onClick={() => decide.act('confirmed')}
              data-testid="confirm-match"
            >
              {t('copies.confirm')}
            </Button>
          </div>
        </>
      ) : (
        <>
          {match.note ? <p className="soft">{match.note}</p> : null}
          <p className="faint">{t('copies.mayNotDecide')}</p>
        </>
      )}
    </aside>
  )
}
