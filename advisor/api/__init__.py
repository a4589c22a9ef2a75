"""The advice for programs: plain data under public keys, problem documents, and the description of the API."""

from advisor.api.plain import advice_as_dict, content, costs_as_dict
from advisor.api.problems import problems_as_dict, unavailable_as_dict

__all__ = ["advice_as_dict", "content", "costs_as_dict", "problems_as_dict", "unavailable_as_dict"]
