using Microsoft.Extensions.Options;

namespace Streaq.Tool;

/// <summary>Turns an exception into an exit code and a sentence.</summary>
internal static class Failure
{
    private const string ConnectionString = $"{nameof(StreaqOptions)}.{nameof(StreaqOptions.Redis)}";

    /// <param name="failure">The exception.</param>
    /// <param name="redis">The connection string. The sentence has only its servers.</param>
    public static (int Code, string Message) Of(Exception failure, string redis) => failure switch
    {
        StreaqStoreException => (ExitCode.Store, $"{Secrets.Servers(redis)}: {Secrets.Hide(failure.Message, redis)}"),
        OptionsValidationException wrong when wrong.Message.StartsWith(ConnectionString, StringComparison.Ordinal) => (
            ExitCode.Usage,
            $"{Secrets.Servers(redis)}: The connection string{Secrets.Hide(wrong.Message[ConnectionString.Length..], redis)}"),
        OptionsValidationException wrong => (ExitCode.Usage, Secrets.Hide(wrong.Message, redis)),
        StreaqException => (ExitCode.NothingDone, Secrets.Hide(failure.Message, redis)),
        // The name of the parameter means nothing at a terminal.
        ArgumentException => (ExitCode.Usage, Secrets.Hide(failure.Message.Split(" (Parameter", 2)[0], redis)),
        _ => (ExitCode.Fault, Secrets.Hide($"The tool failed with {failure.GetType()}: {failure.Message}", redis)),
    };
}
