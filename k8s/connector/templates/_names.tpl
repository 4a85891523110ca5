{{/* The name in front of every object's name. */}}
{{- define "connector.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{/* amazonGateway → amazon-gateway */}}
{{- define "connector.component" -}}
{{ kebabcase . }}
{{- end -}}

{{/* The version that runs: a digest's tag is not told by the digest. */}}
{{- define "connector.version" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion -}}
{{- if eq $tag "latest" }}{{ fail "image.tag: latest names no version; give one" }}{{ end -}}
{{ $tag }}
{{- end -}}

{{/* Call with (dict "root" $ "image" .image "path" "services.x.image"). */}}
{{- define "connector.image" -}}
{{- if .image.digest -}}
{{ .root.Values.image.registry }}/{{ .image.repository }}@{{ .image.digest }}
{{- else if .root.Values.image.requireDigests -}}
{{ fail (printf "%s.digest is missing: image.requireDigests wants every image by its digest (sha256:…)" .path) }}
{{- else -}}
{{ .root.Values.image.registry }}/{{ .image.repository }}:{{ include "connector.version" .root }}
{{- end -}}
{{- end -}}

{{/* Call with (dict "root" $ "component" "amazon-gateway"). */}}
{{- define "connector.labels" -}}
{{ include "connector.selector" . }}
app.kubernetes.io/part-of: connector
app.kubernetes.io/version: {{ include "connector.version" .root | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "connector.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* The release's own part of the labels: every pod of it. */}}
{{- define "connector.instance" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
