using Microsoft.Extensions.Options;

namespace Streaq.Instrumentation;

/// <summary>Validates the options when the host starts.</summary>
internal sealed class TraceStoreOptionsValidation : IValidateOptions<StreaqTraceStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StreaqTraceStoreOptions options)
    {
        if (options.Share is not (>= 0 and <= 1))
        {
            return ValidateOptionsResult.Fail($"StreaqTraceStoreOptions.Share is {options.Share}; set a number from 0 to 1.");
        }

        if (options.Budget is not { } budget)
        {
            return ValidateOptionsResult.Fail("StreaqTraceStoreOptions.Budget is null; set a TraceBudget.");
        }

        return (budget.MaxTraces, budget.MaxBytes, budget.TimeToLive) switch
        {
            ( < 1 or > 10_000, _, _) => Fail("MaxTraces", budget.MaxTraces, "from 1 to 10,000"),
            (_, < 1024 * 1024, _) => Fail("MaxBytes", budget.MaxBytes, "of 1,048,576 or more"),
            _ when budget.TimeToLive < TimeSpan.FromMinutes(1) || budget.TimeToLive > TimeSpan.FromDays(1) =>
                Fail("TimeToLive", budget.TimeToLive, "from a minute to a day"),
            _ => ValidateOptionsResult.Success,
        };
    }

    private static ValidateOptionsResult Fail(string member, object value, string range) =>
        ValidateOptionsResult.Fail($"StreaqTraceStoreOptions.Budget.{member} is {value}; set a value {range}.");
}
