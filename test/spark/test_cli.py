"""The job's command line."""

import pytest
from promotion.cli import parse
from promotion.contract import JobArgument

ARGUMENTS = {flag: "x" for name, flag in vars(JobArgument).items() if name.isupper()} | {JobArgument.CORES: "8"}


def parsed(arguments):
    return parse([part for argument in arguments.items() for part in argument])


def test_the_job_takes_the_arguments_that_it_is_started_with():
    settings = parsed(ARGUMENTS)
    assert settings.cores == 8
    assert {value for name, value in vars(settings).items() if name != "cores"} == {"x"}


@pytest.mark.parametrize("flag", ARGUMENTS)
def test_the_job_refuses_to_start_without_one_of_them(flag):
    with pytest.raises(SystemExit):
        parsed({name: value for name, value in ARGUMENTS.items() if name != flag})


@pytest.mark.parametrize("cores", ["0", "-1", "many"])
def test_the_job_must_be_told_the_number_of_cores(cores):
    with pytest.raises(SystemExit):
        parsed({**ARGUMENTS, JobArgument.CORES: cores})
