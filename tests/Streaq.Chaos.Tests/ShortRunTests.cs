using System.Diagnostics;

namespace Streaq.Chaos.Tests;

/// <summary>The program itself, for a short time and with short leases.</summary>
public sealed class ShortRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Run_OfTenSeconds_Balances()
    {
        var (exit, output) = await RunAsync("--seed", "3", "--duration", "10", "--lease", "1000", "--rate", "150", "--workers", "3");

        Assert.True(exit == 0, output);
        Assert.Contains("The account balances.", output, StringComparison.Ordinal);
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
