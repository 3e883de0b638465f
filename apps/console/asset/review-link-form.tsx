import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Type } from 'typebox'
import type { Asset, Share } from '#services/vms'
import type { FieldControl } from '../components/form-field.tsx'
import { SchemaForm } from '../components/schema-form.tsx'
import { toInstant, toLocal, type FieldWords } from '../components/schema-input.tsx'
import { api } from '../shell/api.ts'

const lasting = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const
type Lasting = keyof typeof lasting
const offered = ['hour', 'day', 'week', 'date'] as const

const Wanted = Type.Object({
  note: Type.Optional(Type.String({ maxLength: 200 })),
  /** So long from now on, or an instant. */
  ends: Type.String({ minLength: 1 }),
  mostViews: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
})

const isLasting = (ends: string): ends is Lasting => Object.hasOwn(lasting, ends)
const endOf = (ends: string): string => (isLasting(ends) ? new Date(Date.now() + lasting[ends]).toISOString() : ends)

type FormProps = { asset: Asset; cancel(): void; done(share: Share, token: string): void }

/** Makes a link for guests: what it is for, when it ends, how often it may be opened. */
export const ReviewLinkForm = ({ asset, cancel, done }: FormProps) => {
  const { t } = useTranslation()
  return (
    <SchemaForm
      schema={Wanted}
      fields={{
        note: { label: t('review.note'), placeholder: t('review.noteExample') },
        ends: {
          label: t('review.ends'),
          input: chooseEnd,
        },
        mostViews: { label: t('review.mostViews'), help: t('review.mostViewsHelp'), unit: t('review.times') },
      }}
      initial={{ ends: 'day' }}
      okText={t('review.make')}
      cancel={cancel}
      blame={{ 'bad-range': 'ends' }}
      submit={async ({ ends, ...said }) => {
        const { share, token } = await api.vms.share({ id: asset.id, expiresAt: endOf(ends), ...said })
        done(share, token)
      }}
    />
  )
}

type EndsProps = { control: FieldControl; value: string; change(value: unknown): void }

/** After an hour, a day, a week, or at an instant of the person's choice. */
const Ends = ({ control, value, change }: EndsProps) => {
  const { t, i18n } = useTranslation()
  const chosen = isLasting(value) ? value : 'date'
  return (
    <div className="link-ends">
      <div className="field-radios" role="radiogroup" aria-label={t('review.ends')} id={control.id}>
        {offered.map((one) => (
          <label key={one} className="field-radio">
            <input
              type="radio"
              name={control.id}
              checked={chosen === one}
              onChange={() => change(one === 'date' ? new Date(Date.now() + lasting.week).toISOString() : one)}
            />
            <span>{t(`review.lasting.${one}`)}</span>
          </label>
        ))}
      </div>
      {chosen === 'date' ? (
        <Input
          type="datetime-local"
          lang={i18n.language}
          aria-label={t('review.at')}
          aria-describedby={control['aria-describedby']}
          {...(control['aria-invalid'] ? { 'aria-invalid': true, status: 'error' as const } : {})}
          value={toLocal(value)}
          onChange={(event) => change(toInstant(event.target.value) ?? '')}
        />
      ) : null}
    </div>
  )
}

const chooseEnd: NonNullable<FieldWords['input']> = ({ control, value, change }) => (
  <Ends control={control} value={String(value ?? '')} change={change} />
)
