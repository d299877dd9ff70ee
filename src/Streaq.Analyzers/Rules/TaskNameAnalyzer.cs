using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>STRQ006: two tasks of one name, or one task that is mapped twice.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TaskNameAnalyzer : StreaqAnalyzer
{
    public const string Id = "STRQ006";

    private static readonly DiagnosticDescriptor Rule = new(
        Id,
        "Two tasks have one name",
        "{0}",
        "Streaq",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A worker finds the handler by the task's name. Two tasks of one name can't be mapped in one queue, and a message of one runs the "
        + "handler of the other. Across classes it is silent where the project adds several queues, or tests with Streaq.Testing.",
        HelpLink.For(Id),
        WellKnownDiagnosticTags.CompilationEnd);

    public TaskNameAnalyzer() : base(Rule)
    {
    }

    protected override void Register(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var names = new ConcurrentBag<TaskName>();
        context.RegisterOperationAction(
            operation =>
            {
                if (DefinedTask.From((IObjectCreationOperation)operation.Operation, symbols) is { } task
                    && TaskName.Of(task, symbols) is { } name)
                {
                    names.Add(name);
                }
            },
            OperationKind.ObjectCreation);
        var mappings = new ConcurrentBag<TaskMapping>();
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (TaskName.OfCron(call, symbols) is { } cron)
                {
                    names.Add(cron);
                }

                if (TaskMapping.From(call, symbols) is { } mapping)
                {
                    mappings.Add(mapping);
                }
            },
            OperationKind.Invocation);
        context.RegisterCompilationEndAction(end =>
        {
            var areOneQueues = QueueCount.Of(end.Compilation) <= 1 && symbols.TestKit is null;
            foreach (var same in names.GroupBy(name => name.Name, StringComparer.Ordinal))
            {
                ReportNames(end, [.. same.OrderBy(name => name.Location, LocationOrder.Instance)], areOneQueues);
            }

            foreach (var same in mappings.GroupBy(mapping => mapping.Key, StringComparer.Ordinal))
            {
                ReportMappings(end, same.OrderBy(mapping => mapping.Location, LocationOrder.Instance));
            }
        });
    }

    private static void ReportNames(CompilationAnalysisContext context, IReadOnlyList<TaskName> same, bool areOneQueues)
    {
        for (var i = 1; i < same.Count; i++)
        {
            var first = same.Take(i).FirstOrDefault(other => other.IsOtherThan(same[i])
                && (other.StandsBeside(same[i]) || (areOneQueues && !other.IsRepeatedBy(same[i]))));
            if (first is not null)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rule,
                    same[i].Location,
                    [first.Location],
                    $"{first} is named '{first.Name}' already; every task needs a name of its own"));
            }
        }
    }

    private static void ReportMappings(CompilationAnalysisContext context, IEnumerable<TaskMapping> same)
    {
        foreach (var second in same.Skip(1))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, second.Location, $"Task '{second.Task}' is mapped twice; a task has one handler"));
        }
    }
}
