"""FHIR R4 (4.0.1), out only: forms as Questionnaires, sheets as QuestionnaireResponses, what they find."""
