using System.Diagnostics;

namespace Streaq.Instrumentation.Tests.Support;

/// <summary>A sample program as a process of its own, ready when it has printed a given line, until disposed.</summary>
public sealed class SampleProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SampleProcess(Process process, string line, string temporary)
    {
        _process = process;
        ReadyLine = line;
        TemporaryFiles = temporary;
    }

    /// <summary>The working copy that the tests were built from.</summary>
    public static string Root { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>The line that showed that it is ready.</summary>
    public string ReadyLine { get; }

    /// <summary>The process's folder for temporary files, which is deleted with it.</summary>
    public string TemporaryFiles { get; }

    public static async Task<SampleProcess> StartAsync(string project, string ready, IReadOnlyDictionary<string, string> environment)
    {
        // tests/Streaq.Instrumentation.Tests/bin/{configuration}/{framework}/ and the same below the sample.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var name = Path.GetFileName(project);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(Root, project, "bin", here.Parent!.Name, here.Name, $"{name}.dll"));
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var temporary = Directory.CreateTempSubdirectory($"streaq-{name}-").FullName;
        start.Environment["TMPDIR"] = temporary;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(QueueHost.Patience) is { } line)
        {
            if (line.Contains(ready, StringComparison.Ordinal))
            {
                // The pipe must not fill up while the program lives.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new SampleProcess(process, line, temporary);
            }
        }

        throw new InvalidOperationException($"{name} ended before it was ready.");
    }

    /// <summary>Stops the process by SIGTERM, as a platform does, and waits until it has ended and has exported everything.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(QueueHost.Patience);
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The sample ended with {_process.ExitCode}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(TemporaryFiles, recursive: true);
    }
}
