using Microsoft.Extensions.Options;

namespace Streaq.Dashboard.Hosting;

/// <summary>Validates the options when the host starts.</summary>
internal sealed class DashboardOptionsValidation : IValidateOptions<StreaqDashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, StreaqDashboardOptions options)
    {
        if (options.TraceUrl is { } url && !IsTraceUrl(url))
        {
            return ValidateOptionsResult.Fail(
                $"StreaqDashboardOptions.TraceUrl is '{url}'; set an absolute address by http or https with {{traceId}} in it, such as "
                + "https://jaeger.example.org/trace/{traceId}.");
        }

        return options.ActionPolicy is { } policy && string.IsNullOrWhiteSpace(policy)
            ? ValidateOptionsResult.Fail("StreaqDashboardOptions.ActionPolicy is empty; set the name of a policy, or null for none.")
            : ValidateOptionsResult.Success;
    }

    private static bool IsTraceUrl(string url) =>
        url.Contains(Pages.TraceLink.Placeholder, StringComparison.Ordinal)
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https";
}
