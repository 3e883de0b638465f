import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Policy } from '#services/key'
import { SchemaForm } from '../components/schema-form.tsx'
import { api } from '../shell/api.ts'
import { regionsKey } from './regions.ts'

type PolicyFormProps = { policy: Policy; cancel(): void; save(policy: Policy): Promise<void> }

/** Settles who may play, where from, from when until when, and how many at once; of an asset or of the station. */
export const PolicyForm = ({ policy, cancel, save }: PolicyFormProps) => {
  const { t } = useTranslation()
  const regions = useQuery({
    queryKey: regionsKey,
    queryFn: async ({ signal }) => (await api.key.regions({}, { signal })).items,
  })
  return (
    <SchemaForm
      schema={Policy}
      fields={{
        protection: {
          label: t('policy.protection'),
          options: {
            public: t('policy.protections.public'),
            signed: t('policy.protections.signed'),
            encrypted: t('policy.protections.encrypted'),
          },
        },
        from: { label: t('policy.fields.from') },
        until: { label: t('policy.fields.until') },
        sessionsAtOnce: { label: t('policy.fields.sessionsAtOnce') },
        sessionsPerViewer: { label: t('policy.fields.sessionsPerViewer') },
        regions: { label: t('policy.fields.regions'), suggestions: (regions.data ?? []).map(({ name }) => name) },
        addresses: { label: t('policy.fields.addresses'), placeholder: '10.0.0.0/8' },
        referrers: { label: t('policy.fields.referrers'), placeholder: '*.example.cn' },
        withoutReferrer: { label: t('policy.fields.withoutReferrer') },
        rotationSeconds: { label: t('policy.fields.rotationSeconds'), help: t('policy.fields.rotationHelp') },
      }}
      initial={policy}
      okText={t('actions.save')}
      cancel={cancel}
      submit={save}
    />
  )
}
