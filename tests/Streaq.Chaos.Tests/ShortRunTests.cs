using System.Diagnostics;
using System.Globalization;

namespace Streaq.Chaos.Tests;

/// <summary>The program itself, for a short time and with short leases.</summary>
public sealed class ShortRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>A fault that never happens shows nothing.</summary>
    private static readonly string[] MustHappen =
    [
        "fault ReplaceWorker", "stops beside slow services", "  failing oddly", "  retrying oddly", "throws of a listener",
        "throws of a logger", "throws of a log scope", "throws of a meter listener", "throws of the producers' listeners",
        "replays answered Replayed", "replays answered IdInUse", "replays answered DeduplicationKeyHeld", "replays answered NotFound",
    ];

    [Fact]
    public async Task Run_OfTenSeconds_Balances()
    {
        var (exit, output) = await RunAsync("--seed", "3", "--duration", "10", "--lease", "1000", "--rate", "150", "--workers", "3", "--tasks", "800");

        Assert.True(exit == 0, output);
        Assert.Contains("The account balances.", output, StringComparison.Ordinal);
        Assert.All(MustHappen, row => Assert.True(Count(output, row) > 0, $"{row}: none\n{output}"));
    }

    [Fact]
    public async Task Run_OfTheOutbox_Balances()
    {
        var (exit, output) = await RunAsync("outbox", "--seed", "3", "--duration", "10", "--lease", "1000");

        Assert.True(exit == 0, output);
        Assert.Contains("The account balances.", output, StringComparison.Ordinal);
        Assert.All(["sales committed", "effects", "fault KillRelay", "fault RestartPostgres"], row => Assert.True(Count(output, row) > 0, $"{row}: none\n{output}"));
    }

    [Theory]
    [InlineData("--duration", "1")]
    [InlineData("--seed", "one")]
    [InlineData("--seed")]
    [InlineData("--no-such-option", "1")]
    public async Task Run_WithAMistakeInItsArguments_SaysSo(params string[] arguments)
    {
        var (exit, output) = await RunAsync(arguments);

        Assert.Equal(2, exit);
        Assert.Contains(arguments[0], output, StringComparison.Ordinal);
    }

    private static int Count(string output, string row) => int.Parse(
        output.Split('\n').Select(line => line.TrimEnd())
            .Single(line => line.StartsWith(row + " ", StringComparison.Ordinal) && char.IsAsciiDigit(line[row.Length..].TrimStart()[0]))[row.Length..].Trim(),
        NumberStyles.AllowThousands,
        CultureInfo.InvariantCulture);

    private static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo(host, ["exec", typeof(ChaosOptions).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
