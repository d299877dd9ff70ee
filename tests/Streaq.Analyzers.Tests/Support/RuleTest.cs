using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Streaq.Analyzers.Tests.Support;

/// <summary>
/// Compiles code in a method of an application, and compares what a rule reports with the marks in the code: <c>{|STRQ001:here|}</c>.
/// </summary>
public abstract class RuleTest
{
    /// <summary>The usings of every file, as in an application with implicit usings.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Text.Json.Serialization;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.Extensions.DependencyInjection;
        global using Streaq;
        """;

    /// <summary>Puts statements into a method that has a builder and a client.</summary>
    private protected static string Statements(string code) => $$"""
        internal static class Application
        {
            public static async Task RunAsync(StreaqBuilder streaq, IStreaqClient client)
            {
                await Task.Yield();
        {{Indented(code)}}
            }
        }

        {{Declared}}
        """;

    private const string Declared = """
        internal static class Tasks
        {
            public static readonly TaskDefinition<string, int> Count = new("count");
            public static readonly TaskDefinition<string> Send = new("send");
            public static readonly TaskDefinition<NoArgument> Nightly = new("nightly");
        }

        internal interface IStore
        {
            Task<int> SaveAsync(string text);

            int Save(string text);
        }
        """;

    private protected static async Task CheckAsync<TAnalyzer>(params string[] files) where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>();
        Prepare(test, files);
        await test.RunAsync();
    }

    private protected static async Task FixAsync<TAnalyzer, TFix>(string before, string after, int iterations = 1)
        where TAnalyzer : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            // How a rule treats generated code and a #pragma does not depend on the fix: CheckAsync and NoFixAsync check it for each rule.
            TestBehaviors = iterations == 0 ? TestBehaviors.None : TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck,
            NumberOfIncrementalIterations = iterations,
            NumberOfFixAllIterations = iterations == 1 ? 1 : -iterations,
        };
        Prepare(test, [before]);
        test.FixedState.Sources.Add(after);
        test.FixedState.Sources.Add(Usings);
        await test.RunAsync();
    }

    /// <summary>Checks that the rule reports and offers no fix.</summary>
    private protected static Task NoFixAsync<TAnalyzer, TFix>(string code)
        where TAnalyzer : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new() => FixAsync<TAnalyzer, TFix>(code, code, iterations: 0);

    private static void Prepare(AnalyzerTest<DefaultVerifier> test, IEnumerable<string> files)
    {
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.CompilerDiagnostics = CompilerDiagnostics.Errors;
        foreach (var file in files.Append(Usings))
        {
            test.TestState.Sources.Add(file);
        }

        test.TestState.AdditionalReferences.AddRange(References.All);
        test.SolutionTransforms.Add(static (solution, id) =>
        {
            var project = solution.GetProject(id)!;
            var options = (Microsoft.CodeAnalysis.CSharp.CSharpParseOptions)project.ParseOptions!;
            var compilation = (Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions)project.CompilationOptions!;
            return solution.WithProjectParseOptions(id, options.WithLanguageVersion(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Latest))
                .WithProjectCompilationOptions(id, compilation.WithNullableContextOptions(NullableContextOptions.Enable));
        });
    }

    private static string Indented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Length > 0 ? $"        {line}" : line));
}
