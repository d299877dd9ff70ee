using System.Diagnostics;
using System.Text.Json;

namespace Streaq.Tool.Tests;

/// <summary>The result of one run of the tool, in this process or in one of its own.</summary>
internal sealed record ToolRun(int Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>The messages of a run with <c>--json</c>, which also contain its exit code.</summary>
    public IEnumerable<string> Errors
    {
        get
        {
            var document = JsonDocument.Parse(Error).RootElement;
            Assert.Equal(Code, document.GetProperty("exitCode").GetInt32());
            return document.GetProperty("errors").EnumerateArray().Select(message => message.GetString()!);
        }
    }

    public static Task<ToolRun> InProcessAsync(params string[] args) => InProcessAsync(answer: null, args);

    /// <param name="answer">The text that the user types; <see langword="null"/> without a terminal.</param>
    /// <param name="args">The command line.</param>
    /// <param name="width">The width of a line in characters; <see langword="null"/> for a pipe.</param>
    public static async Task<ToolRun> InProcessAsync(string? answer, string[] args, int? width = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new ToolConsole(output, error, new StringReader(answer ?? ""), CanAsk: answer is not null, IsTerminal: false) { Width = width };
        var code = await StreaqCommand.RunAsync(args, console, CancellationToken.None);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <param name="native">The tool as a native program; <see langword="null"/> for the one in IL.</param>
    /// <param name="environment">Variables beside those of the tests.</param>
    /// <param name="args">The command line.</param>
    public static async Task<ToolRun> OwnProcessAsync(NativeProgram? native, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo(native?.File ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] program = native is null ? [Path.Combine(AppContext.BaseDirectory, "Streaq.Tool.dll")] : [];
        foreach (var argument in program.Concat(args))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(QueueHost.Patience);
        return new ToolRun(process.ExitCode, await output, await error);
    }
}
