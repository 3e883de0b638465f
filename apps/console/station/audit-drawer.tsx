import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Copyable } from '../components/copyable.tsx'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { formatInstant } from '../shell/format.ts'
import { diffOf, type FieldChange } from './audit-diff.ts'
import { subjectAddress, useAuditWords, type Entry } from './audit-words.ts'

type AuditDrawerProps = {
  entry: Entry | undefined
  name: string | undefined
  close(): void
  previous: (() => void) | undefined
  next: (() => void) | undefined
}

/** One entry of the trail: who, when, to what, and field by field how it was and is. */
export const AuditDrawer = ({ entry, name, close, previous, next }: AuditDrawerProps) => {
  const { i18n } = useTranslation()
  const words = useAuditWords()
  return (
    <DetailDrawer
      open={entry !== undefined}
      close={close}
      title={entry ? words.action(entry.action) : ''}
      about={entry ? formatInstant(entry.at, i18n.language) : null}
      previous={previous}
      next={next}
      widthPixels={560}
      testId="audit-drawer"
    >
      {entry ? <AuditBody entry={entry} name={name} /> : null}
    </DetailDrawer>
  )
}

const AuditBody = ({ entry, name }: { entry: Entry; name: string | undefined }) => {
  const { t } = useTranslation()
  const words = useAuditWords()
  const { changed, same } = diffOf(entry.before, entry.after)
  const address = subjectAddress(entry)
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('audit.who')}</dt>
        <dd>
          {words.who(entry)} <span className="faint">{t(`audit.actors.${entry.actor.kind}`)}</span>
        </dd>
        <dt>{t('audit.subject')}</dt>
        <dd>
          {address ? <Link to={address}>{name ?? t('audit.look')}</Link> : (name ?? <code>{entry.subject}</code>)}
        </dd>
        <dt>{t('audit.more')}</dt>
        <dd>
          <Link to={`/station/audit?subject=${encodeURIComponent(entry.subject)}`}>{t('audit.ofSubject')}</Link>
          {' · '}
          <Link to={`/station/audit?actor=${encodeURIComponent(entry.actor.id)}`}>{t('audit.ofActor')}</Link>
        </dd>
      </dl>
      <section className="stack-part">
        <h3>{t('audit.change')}</h3>
        {changed.length === 0 ? (
          <p className="faint">{t('audit.noDetail')}</p>
        ) : (
          <dl className="diff" data-testid="diff">
            {changed.map((change) => (
              <Fragment key={change.field}>
                <dt>{words.field(change.field)}</dt>
                <dd>
                  <Change change={change} />
                </dd>
              </Fragment>
            ))}
          </dl>
        )}
      </section>
      {same.length > 0 ? (
        <details className="stack-part">
          <summary>{t('audit.same', { count: same.length })}</summary>
          <dl className="facts diff-same">
            {same.map(({ field, value }) => (
              <Fragment key={field}>
                <dt>{words.field(field)}</dt>
                <dd>{words.value(field, value)}</dd>
              </Fragment>
            ))}
          </dl>
        </details>
      ) : null}
      <details className="stack-part">
        <summary>{t('audit.raw')}</summary>
        <dl className="facts">
          <dt>{t('audit.entryId')}</dt>
          <dd>
            <Copyable text={entry.id} />
          </dd>
          <dt>{t('audit.subjectId')}</dt>
          <dd>
            <Copyable text={entry.subject} />
          </dd>
        </dl>
        <pre className="mono diff-raw" tabIndex={0}>
          {JSON.stringify({ action: entry.action, before: entry.before, after: entry.after }, null, 2)}
        </pre>
      </details>
    </div>
  )
}

/** There was nothing: what came is told without it. */
const isNothing = (value: unknown) => value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** How a field was, struck out, and how it is. */
const Change = ({ change }: { change: FieldChange }) => {
  const words = useAuditWords()
  const { field, added, removed } = change
  if (added || removed) {
    return (
      <>
        {removed?.map((one, i) => (
          <del key={`-${i}`}>{words.value(field, one)}</del>
        ))}
        {added?.map((one, i) => (
          <ins key={`+${i}`}>{words.value(field, one)}</ins>
        ))}
      </>
    )
  }
  const list = (value: unknown) => (Array.isArray(value) && value.length > 0 ? value : [value])
  return (
    <>
      {'from' in change && !isNothing(change.from)
        ? list(change.from).map((one, i) => <del key={`-${i}`}>{words.value(field, one)}</del>)
        : null}
      {'to' in change ? list(change.to).map((one, i) => <ins key={`+${i}`}>{words.value(field, one)}</ins>) : null}
    </>
  )
}
