{{/* The release's name; the chart's is part of it. */}}
{{- define "redis.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name }}
{{- end -}}
{{- end }}

{{- define "redis.labels" -}}
app.kubernetes.io/name: {{ include "redis.fullname" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}
