using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Streaq.Analyzers;

/// <summary>STRQ007: awaits the enqueue, and makes the function around it asynchronous if that changes no contract.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class DroppedEnqueueFix() : StreaqFix(DroppedEnqueueAnalyzer.Id)
{
    private const string Title = "Await the enqueue";

    protected override async Task OfferAsync(FixContext fix)
    {
        // 'client?.EnqueueAsync(…)' is null when the client is null, and null can't be awaited.
        if (fix.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Parent: not ConditionalAccessExpressionSyntax } call)
        {
            return;
        }

        var awaited = AwaitSyntax.Of(call, call);
        var function = AwaitSyntax.FunctionAround(call);
        if (AwaitSyntax.IsAllowedAt(call))
        {
            fix.Replace(Title, call, awaited);
        }
        else if (function is AnonymousFunctionExpressionSyntax lambda && HasNaturalType(fix, lambda))
        {
            fix.Replace(Title, lambda, MadeAsync(lambda.ReplaceNode(call, awaited)));
        }
        else if (function is MethodDeclarationSyntax method && await IsFreeAsync(fix, method).ConfigureAwait(false))
        {
            fix.Replace(Title, method, MadeAsync(method.ReplaceNode(call, awaited)));
        }
        else if (function is LocalFunctionStatementSyntax local && await IsFreeAsync(fix, local).ConfigureAwait(false))
        {
            var changed = local.ReplaceNode(call, awaited);
            fix.Replace(Title, local, changed.WithModifiers(changed.Modifiers.Add(Async()))
                .WithReturnType(TaskType()).WithTriviaFrom(local).WithAdditionalAnnotations(Formatter.Annotation));
        }
    }

    /// <summary>Whether the lambda is passed as a <c>Delegate</c>, which accepts its changed type.</summary>
    private static bool HasNaturalType(FixContext fix, AnonymousFunctionExpressionSyntax lambda) =>
        lambda is ParenthesizedLambdaExpressionSyntax { ReturnType: null }
        && fix.Model.GetTypeInfo(lambda, fix.CancellationToken).ConvertedType is { SpecialType: SpecialType.System_Delegate };

    private static AnonymousFunctionExpressionSyntax MadeAsync(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.WithoutLeadingTrivia().WithAsyncKeyword(Async()).WithLeadingTrivia(lambda.GetLeadingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static MethodDeclarationSyntax MadeAsync(MethodDeclarationSyntax method)
    {
        var plain = method.WithoutLeadingTrivia();
        return plain.WithModifiers(plain.Modifiers.Add(Async())).WithReturnType(TaskType()).WithLeadingTrivia(method.GetLeadingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static async Task<bool> IsFreeAsync(FixContext fix, SyntaxNode function) =>
        fix.Model.GetDeclaredSymbol(function, fix.CancellationToken) is IMethodSymbol symbol
        && await ReturnContract.IsFreeAsync(symbol, fix.Document.Project.Solution, fix.CancellationToken).ConfigureAwait(false);

    private static SyntaxToken Async() => SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);

    private static TypeSyntax TaskType() => SyntaxFactory.ParseTypeName("global::System.Threading.Tasks.Task")
        .WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
}
