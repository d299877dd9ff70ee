using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>Checks the options of one queue, when the host starts or, without a host, when the queue is used for the first time.</summary>
/// <param name="queue">The queue.</param>
/// <param name="places">The places of all queues of the application.</param>
/// <param name="worker">The options of its worker, if it has one.</param>
/// <param name="environment"><see langword="null"/> without a host.</param>
internal sealed class StreaqOptionsValidation(
    QueueDeclaration queue, QueuePlaces places, IOptionsMonitor<WorkerOptions> worker, IHostEnvironment? environment)
    : IValidateOptions<StreaqOptions>
{
    public ValidateOptionsResult Validate(string? name, StreaqOptions options)
    {
        if (!string.Equals(name, queue.OptionsName, StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Skip;
        }

        var rules = new OptionRules(nameof(StreaqOptions), queue.Name);
        options.Check(rules);
        if (options.Source is null && !options.IsEmbedded && Danger() is { } danger)
        {
            rules.Break(nameof(StreaqOptions.Redis), $"is not set, and {danger}");
        }

        if (places.Claim(queue, options) is { } twin)
        {
            rules.Break(nameof(StreaqOptions.Queue), twin);
        }

        return rules.Result;
    }

    private bool HasWorker()
    {
        try
        {
            return queue.HasWorker && worker.Get(queue.OptionsName).Enabled;
        }
        catch (OptionsValidationException)
        {
            // The validation of the worker reports it.
            return true;
        }
    }

    /// <summary>Describes how tasks would be lost silently; <see langword="null"/> when they would not.</summary>
    private string? Danger()
    {
        const string cure = "Set a connection string, or call options.UseEmbeddedStore() where tasks may end with the process";
        return !HasWorker() ? $"this process has no worker: what it enqueues would stay in its memory, where no worker sees it. {cure}"
            : environment?.IsProduction() == true
                ? $"the environment is Production: tasks in the memory of this process end with it. {cure}"
                : null;
    }
}
