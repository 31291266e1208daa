"""What a town decides about its forms: criteria and k from a day on, versions out of use, who tries one."""
