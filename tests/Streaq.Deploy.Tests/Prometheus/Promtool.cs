using System.ComponentModel;
using System.Diagnostics;

namespace Streaq.Deploy.Tests.Prometheus;

/// <summary>Runs Prometheus' own checks.</summary>
internal static class Promtool
{
    public static async Task<(int ExitCode, string Output)> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("promtool", arguments) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await error);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("There is no promtool on the PATH: build/ensure-promtool.sh installs it, `make test` calls that.", e);
        }
    }
}
