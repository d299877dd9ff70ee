using Microsoft.Extensions.Options;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>Checks the options of one queue's worker.</summary>
/// <param name="queue">The queue.</param>
internal sealed class WorkerOptionsValidation(QueueDeclaration queue) : IValidateOptions<WorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        if (!string.Equals(name, queue.OptionsName, StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Skip;
        }

        var rules = new OptionRules(nameof(WorkerOptions), queue.Name);
        options.Check(rules);
        return rules.Result;
    }
}
