import { useTranslation } from 'react-i18next'
import { sampleRefusal, SampleForm } from './gallery-data.ts'
import { SchemaForm } from './schema-form.tsx'

const refusal = async () => {
  throw sampleRefusal
}

/** A form with a field of every kind; what it sends is refused at its title, as a server would. */
export const GalleryForm = () => {
  const { t } = useTranslation()
  const fields = {
    title: { label: t('gallery.form.title'), placeholder: t('gallery.sample', { number: 1 }) },
    kind: {
      label: t('gallery.form.kind'),
      options: { live: t('gallery.form.live'), file: t('gallery.form.file'), link: t('gallery.form.link') },
    },
    channel: {
      label: t('gallery.form.channel'),
      options: Object.fromEntries(
        ['one', 'two', 'three', 'four', 'five'].map((key, i) => [key, t('gallery.sample', { number: i + 1 })]),
      ),
    },
    tags: { label: t('gallery.form.tags'), help: t('gallery.form.tagsHelp') },
    windowSeconds: { label: t('gallery.form.window') },
    start: { label: t('gallery.form.start') },
    note: { label: t('gallery.form.note'), help: t('gallery.sampleLong', { number: 2 }), rows: 3 },
    open: { label: t('gallery.form.open'), help: t('gallery.form.openHelp') },
    place: { label: t('gallery.form.place') },
    'place.city': { label: t('gallery.form.city') },
    'place.floor': { label: t('gallery.form.floor') },
  }
  return (
    <SchemaForm
      schema={SampleForm}
      fields={fields}
      submit={refusal}
      okText={t('actions.save')}
      initial={{ tags: [t('gallery.sample', { number: 1 })], kind: 'file' }}
    />
  )
}
